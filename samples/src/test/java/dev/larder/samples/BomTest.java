package dev.larder.samples;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The BOM and the modules that are published. */
class BomTest {
    private static final Set<String> NOT_IN_IT = Set.of("bom", "samples", "fuzz", "benchmarks");
    private static final Element BOM = Project.xml(Project.ROOT.resolve("bom/pom.xml"));

    @Test
    void names_every_published_module_and_nothing_else_of_ours() {
        assertThat(ours().stream().map(each -> Project.text(each, "artifactId")))
                .containsExactlyInAnyOrderElementsOf(Project.modules().stream()
                        .filter(module -> !NOT_IN_IT.contains(module))
                        .map(BomTest::artifact)
                        .toList());
    }

    @Test
    void gives_all_of_ours_its_own_version() {
        String version = Project.text(Project.xml(Project.ROOT.resolve("pom.xml")), "version");

        assertThat(Project.text(BOM, "version")).isEqualTo(version);
        assertThat(ours())
                .allSatisfy(each -> assertThat(Project.text(each, "version")).isEqualTo("${project.version}"));
    }

    @Test
    void inherits_nothing_for_the_parent_imports_it() {
        assertThat(Project.children(BOM, "parent")).isEmpty();
    }

    @Test
    void is_released_by_the_same_plugins_as_the_modules() {
        Map<String, String> modules = releasePlugins(Project.xml(Project.ROOT.resolve("pom.xml")));

        assertThat(releasePlugins(BOM))
                .containsKeys("flatten-maven-plugin", "maven-gpg-plugin", "central-publishing-maven-plugin")
                .allSatisfy((plugin, version) -> assertThat(modules).containsEntry(plugin, version));
    }

    @Test
    void says_of_itself_what_the_modules_say() {
        Element parent = Project.xml(Project.ROOT.resolve("pom.xml"));

        assertThat(List.of("url", "licenses", "developers", "scm", "issueManagement"))
                .allSatisfy(element -> assertThat(Project.text(BOM, element)).isEqualTo(Project.text(parent, element)));
        assertThat(Project.text(Project.child(BOM, "properties"), "project.home"))
                .isEqualTo(Project.text(Project.child(parent, "properties"), "project.home"));
    }

    @Test
    void folders_and_artifacts_have_the_same_names() {
        assertThat(Project.modules()).allSatisfy(module -> {
            String[] path = module.split("/", -1);
            String name = path.length == 1
                    ? path[0]
                    : path[0].equals("metrics") ? path[1] : path[0].replaceAll("s$", "") + "-" + path[1];
            assertThat(artifact(module)).isEqualTo("larder-" + name);
        });
    }

    private static List<Element> ours() {
        Element managed = Project.child(Project.child(BOM, "dependencyManagement"), "dependencies");
        return Project.children(managed, "dependency").stream()
                .filter(each -> Project.text(each, "groupId").equals("dev.larder"))
                .toList();
    }

    private static Map<String, String> releasePlugins(Element pom) {
        Element release = Project.children(Project.child(pom, "profiles"), "profile").stream()
                .filter(each -> Project.text(each, "id").equals("release"))
                .findFirst()
                .orElseThrow();
        Element plugins = Project.child(Project.child(release, "build"), "plugins");
        return Project.children(plugins, "plugin").stream()
                .collect(toMap(each -> Project.text(each, "artifactId"), each -> Project.text(each, "version")));
    }

    private static String artifact(String module) {
        return Project.text(Project.xml(Project.ROOT.resolve(module).resolve("pom.xml")), "artifactId");
    }
}
