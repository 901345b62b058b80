package dev.larder.samples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RedisProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/**
 * Programs of other people, in {@code bom/users}: they import the BOM from a local repository, and Maven builds them
 * outside this build. They run with what it resolved, on the class path and on the module path.
 *
 * <p>The repository holds what this build has made so far; or it is what was staged for a release, whose folder {@code
 * larder.repository} names, and then Maven must do without the network.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BomUsersTest {
    // what ends within seconds is not worth compiling well
    private static final String SHORT_LIFE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final String STAGED = System.getProperty("larder.repository", "");

    private static RedisProcess redis;

    @TempDir
    private static Path folder;

    private static List<Path> repositories;

    @BeforeAll
    static void start_redis_and_fill_a_repository() throws IOException {
        redis = RedisProcess.start();
        Path installed = folder.resolve("repository");
        install(installed, Project.ROOT.resolve("bom/users/older-bom"));
        if (STAGED.isEmpty()) {
            installWhatIsBuilt(installed);
        }
        // the last one is that of the whole machine
        repositories = Stream.of(
                        installed.toString(), STAGED, Objects.requireNonNull(System.getProperty("localRepository")))
                .filter(each -> !each.isEmpty())
                .map(Path::of)
                .toList();
    }

    @AfterAll
    static void stop_redis() {
        redis.close();
    }

    @Test
    void a_java_program_builds_and_runs_on_both_paths() throws Exception {
        buildsAndRuns("java");
    }

    @Test
    @Tag("soak")
    void a_kotlin_program_builds_and_runs_on_both_paths() throws Exception {
        buildsAndRuns("kotlin");
    }

    private static void buildsAndRuns(String language) throws Exception {
        Path program = copy(Project.ROOT.resolve("bom/users/" + language), folder.resolve(language));
        maven(program);

        Path app = program.resolve("target/app-1.jar");
        List<String> resolved = classPathOf(app);
        assertThat(resolved).anyMatch(each -> each.startsWith("dev/larder/larder-impl/"));
        assertThat(resolved)
                .as("annotations as Jackson 3 needs them, though another BOM asks for older ones")
                .contains(managedAnnotations());

        String path = Stream.concat(Stream.of(app), resolved.stream().map(BomUsersTest::inRepository))
                .map(Path::toString)
                .collect(joining(File.pathSeparator));
        assertThat(java("-cp", path, "app.Main", redis.uri()))
                .contains("same true", "written by json", "compressed by zlib", "a module false");
        assertThat(java("-p", path, "-m", "app/app.Main", redis.uri()))
                .contains("same true", "written by json", "compressed by zlib", "a module true");
    }

    private static void maven(Path program) throws IOException, InterruptedException {
        String others = repositories.stream().skip(1).map(Path::toString).collect(joining(","));
        run(
                Project.ROOT.resolve("mvnw").toString(),
                "-B",
                "-q",
                STAGED.isEmpty() ? "-ntp" : "-o",
                "-f",
                program.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repositories.get(0),
                "-Dmaven.repo.local.tail=" + others,
                "-Dmaven.repo.local.tail.ignoreAvailability=true",
                "package");
    }

    private static List<String> java(String... arguments) throws IOException, InterruptedException {
        Stream<String> java = Stream.concat(
                Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(SHORT_LIFE.split(" ", -1)));
        return run(Stream.concat(java, Stream.of(arguments)).toArray(String[]::new));
    }

    /** Runs a command to its end and returns what it said. */
    private static List<String> run(String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAVEN_OPTS", SHORT_LIFE);
        Process child = builder.start();
        try {
            assertThat(child.waitFor(4, TimeUnit.MINUTES)).as("it ended").isTrue();
        } finally {
            child.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(said);
        assertThat(child.exitValue())
                .as("%s said: %s", command[0], String.join("\n", lines))
                .isZero();
        return lines;
    }

    private static List<String> classPathOf(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            String entries = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return List.of(entries.split(" ", -1));
        }
    }

    private static Path inRepository(String entry) {
        return repositories.stream()
                .map(repository -> repository.resolve(entry))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + entry + " in any of " + repositories));
    }

    private static String managedAnnotations() {
        Element bom = Project.xml(Project.ROOT.resolve("bom/pom.xml"));
        Element managed = Project.child(Project.child(bom, "dependencyManagement"), "dependencies");
        String version = Project.children(managed, "dependency").stream()
                .filter(each -> Project.text(each, "artifactId").equals("jackson-annotations"))
                .map(each -> Project.text(each, "version"))
                .findFirst()
                .orElseThrow();
        return "com/fasterxml/jackson/core/jackson-annotations/" + version + "/jackson-annotations-" + version + ".jar";
    }

    /** Puts the modules of this test's class path, and the POMs that they need, into a local repository. */
    private static void installWhatIsBuilt(Path repository) throws IOException {
        install(repository, Project.ROOT);
        install(repository, Project.ROOT.resolve("bom"));
        for (String name : Project.modules()) {
            Path module = Project.ROOT.resolve(name);
            for (Path built : ClassPath.entries()) {
                if (built.startsWith(module.resolve("target"))) {
                    putJar(built, Path.of(install(repository, module).toString().replaceFirst("\\.pom$", ".jar")));
                }
            }
        }
    }

    private static void putJar(Path built, Path jar) throws IOException {
        if (Files.isDirectory(built)) {
            ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(System.out, System.err, "-cf", jar.toString(), "-C", built.toString(), ".");
        } else {
            Files.copy(built, jar);
        }
    }

    /** Copies the POM of a module to its place in a local repository. */
    private static Path install(Path repository, Path module) throws IOException {
        Element pom = Project.xml(module.resolve("pom.xml"));
        Element parent = Project.children(pom, "parent").stream().findFirst().orElse(pom);
        String artifact = Project.text(pom, "artifactId");
        String version = Project.text(parent, "version");
        Path place = repository
                .resolve(Project.text(parent, "groupId").replace('.', '/'))
                .resolve(artifact)
                .resolve(version);
        return Files.copy(
                module.resolve("pom.xml"), Files.createDirectories(place).resolve(artifact + "-" + version + ".pom"));
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
        return to;
    }
}
