import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;

/** Looks at what a release would publish: {@code java .ci/StagedFiles.java CHECKOUT}, after {@code .ci/stage}. */
final class StagedFiles {
    private static final List<String> OF_EACH_POM = List.of(
            "name", "description", "url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
            "scm/connection", "scm/developerConnection", "scm/url", "issueManagement/url");
    private static final Set<String> NEVER_PUBLISHED =
            Set.of("parent", "build", "profiles", "properties", "repositories", "distributionManagement", "modules");
    private static final Map<String, String> CHECKSUMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");

    private final List<String> faults = new ArrayList<>();
    private final Set<Path> known = new TreeSet<>();

    public static void main(String[] arguments) throws Exception {
        Path checkout = Path.of(arguments[0]);
        Path staged = checkout.resolve("bom/target/central-staging");
        StagedFiles files = new StagedFiles();
        int artifacts = files.lookAt(checkout, staged);
        if (!files.faults.isEmpty()) {
            files.faults.forEach(System.err::println);
            System.exit(1);
        }
        System.out.println(artifacts + " artifacts in " + files.known.size() + " files, and nothing else");
    }

    private int lookAt(Path checkout, Path staged) throws Exception {
        Element bom = xml(checkout.resolve("bom/pom.xml"));
        String version = only(bom, "version");
        List<String> ours = elements(bom, "dependencyManagement/dependencies/dependency").stream()
                .filter(each -> only(each, "groupId").equals("dev.larder"))
                .map(each -> only(each, "artifactId"))
                .toList();
        for (String artifact : ours) {
            Path base = staged.resolve("dev/larder/" + artifact + "/" + version + "/" + artifact + "-" + version);
            code(base);
            sbom(base, artifact, version);
            pom(base, artifact, version);
        }
        Path base = staged.resolve("dev/larder/larder-bom/" + version + "/larder-bom-" + version);
        Element published = pom(base, "larder-bom", version);
        List<String> managed = elements(published, "dependencyManagement/dependencies/dependency").stream()
                .filter(each -> only(each, "version").equals(version))
                .map(each -> only(each, "artifactId"))
                .toList();
        check(managed.equals(ours), "the published BOM manages " + managed + " and not " + ours);

        try (Stream<Path> all = Files.walk(staged)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !known.contains(file))
                    .forEach(file -> faults.add("should not be published: " + file));
        }
        return ours.size() + 1;
    }

    private void code(Path base) throws IOException {
        Path jar = file(base, ".jar");
        check(!Files.exists(jar) || ModuleFinder.of(jar).findAll().stream().noneMatch(each -> each.descriptor().isAutomatic()),
                "no module: " + jar);
        entry(jar, "META-INF/LICENSE");
        entry(file(base, "-sources.jar"), "module-info.java");
        entry(file(base, "-javadoc.jar"), "index.html");
    }

    private void entry(Path jar, String name) throws IOException {
        if (Files.exists(jar)) {
            try (JarFile open = new JarFile(jar.toFile())) {
                check(open.getEntry(name) != null, "no " + name + " in " + jar);
            }
        }
    }

    private void sbom(Path base, String artifact, String version) throws IOException {
        Path json = file(base, "-cyclonedx.json");
        file(base, "-cyclonedx.xml");
        if (Files.exists(json)) {
            String text = Files.readString(json);
            check(text.contains("CycloneDX"), "no SBOM: " + json);
            check(text.contains("pkg:maven/dev.larder/" + artifact + "@" + version), "the SBOM of something else: " + json);
            check(!text.contains("pkg:maven/org.assertj") || artifact.endsWith("testkit"), "tests in the SBOM: " + json);
        }
    }

    private Element pom(Path base, String artifact, String version) throws Exception {
        Path file = file(base, ".pom");
        Element pom = xml(file);
        check(!Files.readString(file).contains("${"), "something unresolved in " + file);
        check(only(pom, "groupId").equals("dev.larder"), "the group of " + file);
        check(only(pom, "artifactId").equals(artifact), "the name of " + file);
        check(only(pom, "version").equals(version), "the version of " + file);
        for (String path : OF_EACH_POM) {
            check(elements(pom, path).stream().anyMatch(each -> !each.getTextContent().isBlank()), "no " + path + " in " + file);
        }
        for (String path : NEVER_PUBLISHED) {
            check(elements(pom, path).isEmpty(), path + " in " + file);
        }
        for (Element dependency : elements(pom, "dependencies/dependency")) {
            String name = only(dependency, "artifactId");
            check(!only(dependency, "version").isEmpty(), name + " without a version in " + file);
            check(Set.of("", "compile", "runtime", "provided").contains(only(dependency, "scope")), name + " for tests in " + file);
        }
        return pom;
    }

    /** Checks that there is a file with its signature and their checksums. */
    private Path file(Path base, String ending) throws IOException {
        Path file = base.resolveSibling(base.getFileName() + ending);
        for (Path each : List.of(file, file.resolveSibling(file.getFileName() + ".asc"))) {
            if (!Files.exists(each)) {
                faults.add("missing: " + each);
                continue;
            }
            known.add(each);
            for (Map.Entry<String, String> checksum : CHECKSUMS.entrySet()) {
                Path sum = each.resolveSibling(each.getFileName() + "." + checksum.getKey());
                if (Files.exists(sum)) {
                    known.add(sum);
                    check(Files.readString(sum).strip().equals(digest(checksum.getValue(), each)), "wrong: " + sum);
                } else {
                    // those of signatures are nobody's concern
                    check(each.toString().endsWith(".asc"), "missing: " + sum);
                }
            }
        }
        return file;
    }

    private static String digest(String algorithm, Path file) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
            return String.format("%0" + 2 * digest.length + "x", new BigInteger(1, digest));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (java.security.NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private void check(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }

    private static Element xml(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()).getDocumentElement();
    }

    private static String only(Element parent, String path) {
        List<Element> found = elements(parent, path);
        return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
    }

    private static List<Element> elements(Element parent, String path) {
        List<Element> found = List.of(parent);
        for (String name : path.split("/", -1)) {
            found = found.stream()
                    .flatMap(each -> IntStream.range(0, each.getChildNodes().getLength())
                            .mapToObj(each.getChildNodes()::item))
                    .filter(node -> node.getNodeName().equals(name))
                    .map(Element.class::cast)
                    .toList();
        }
        return found;
    }
}
