package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The artifacts that the README tells to depend on. */
class InstallTest {
    private static final Path RESOURCES = Project.ROOT.resolve("samples/src/test/resources");
    private static final Pattern COORDINATES = Pattern.compile("\"dev\\.larder:([a-z-]+)(?::([^\"]+))?\"");
    private static final String VERSION = Project.text(Project.xml(Project.ROOT.resolve("pom.xml")), "version");

    @Test
    void maven_imports_the_bom_and_takes_what_it_manages() {
        Element pom = Project.xml(RESOURCES.resolve("install-maven.xml"));
        List<Element> imported = dependencies(Project.child(pom, "dependencyManagement"));

        assertThat(imported.stream().map(each -> Project.text(each, "artifactId")))
                .containsExactly("larder-bom");
        assertThat(Project.text(imported.get(0), "version")).isEqualTo(VERSION);
        assertThat(dependencies(pom).stream().map(each -> Project.text(each, "artifactId")))
                .isSubsetOf(managed());
    }

    @Test
    void gradle_imports_the_bom_and_takes_what_it_manages() throws IOException {
        String build = Files.readString(RESOURCES.resolve("install-gradle.gradle.kts"));
        List<MatchResult> found = COORDINATES.matcher(build).results().toList();

        assertThat(found.get(0).group(1)).isEqualTo("larder-bom");
        assertThat(found.get(0).group(2)).isEqualTo(VERSION);
        assertThat(found.stream().skip(1).map(each -> each.group(1)))
                .isNotEmpty()
                .isSubsetOf(managed());
        assertThat(found.stream().skip(1).map(each -> each.group(2))).containsOnlyNulls();
    }

    @Test
    void kotlin_is_as_new_as_here() {
        Element pom = Project.xml(RESOURCES.resolve("install-kotlin.xml"));
        Element root = Project.xml(Project.ROOT.resolve("pom.xml"));
        Element plugin = Project.child(Project.child(Project.child(pom, "build"), "plugins"), "plugin");

        assertThat(Project.text(plugin, "version"))
                .isEqualTo(Project.text(Project.child(root, "properties"), "kotlin.version"));
        assertThat(version(pom, "jackson-module-kotlin"))
                .isEqualTo(version(Project.child(root, "dependencyManagement"), "jackson-module-kotlin"));
        assertThat(dependencies(pom).stream().map(each -> Project.text(each, "artifactId")))
                .contains("larder-kotlin");
    }

    private static String version(Element parent, String artifact) {
        return dependencies(parent).stream()
                .filter(each -> Project.text(each, "artifactId").equals(artifact))
                .map(each -> Project.text(each, "version"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> managed() {
        Element bom = Project.xml(Project.ROOT.resolve("bom/pom.xml"));
        return dependencies(Project.child(bom, "dependencyManagement")).stream()
                .map(each -> Project.text(each, "artifactId"))
                .toList();
    }

    private static List<Element> dependencies(Element parent) {
        return Project.children(Project.child(parent, "dependencies"), "dependency");
    }
}
