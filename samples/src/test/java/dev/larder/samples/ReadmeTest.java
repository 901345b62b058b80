package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.samples.Snippets.Snippet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the pages show is what compiles and runs, and what they point to is there. */
class ReadmeTest {
    private static final Set<String> CHECKED = Set.of("java", "kotlin", "xml");
    private static final Map<String, String> REGIONS =
            Snippets.regions(Project.files(Project.ROOT, ".java", ".kt", ".kts", ".xml"));

    @TestFactory
    Stream<DynamicTest> a_snippet_is_a_region_of_a_source() {
        return snippets()
                .map(snippet -> DynamicTest.dynamicTest(snippet.place() + " " + snippet.region(), () -> {
                    assertThat(snippet.region())
                            .as("the mark <!-- snippet: NAME --> before the code at %s", snippet.place())
                            .isNotEmpty();
                    assertThat(REGIONS).containsKey(snippet.region());
                    assertThat(snippet.code())
                            .as("the code at %s", snippet.place())
                            .isEqualTo(REGIONS.get(snippet.region()));
                }));
    }

    @Test
    void the_readme_shows_the_quick_start_and_how_to_install() {
        assertThat(snippets().map(Snippet::region)).contains("quick-start", "install-maven", "install-gradle");
    }

    @Test
    void every_region_is_shown() {
        assertThat(REGIONS.keySet()).isSubsetOf(snippets().map(Snippet::region).toList());
    }

    @TestFactory
    Stream<DynamicTest> links_point_to_files_and_headings_that_are_there() {
        return Pages.all().stream()
                .map(page -> DynamicTest.dynamicTest(
                        Project.ROOT.relativize(page).toString(),
                        () -> assertThat(Pages.links(page)).allSatisfy(link -> {
                            Path target = Pages.target(page, link);
                            assertThat(target).exists();
                            if (link.contains("#")) {
                                assertThat(Pages.anchors(target)).contains(link.replaceFirst(".*#", ""));
                            }
                        })));
    }

    @Test
    void every_decision_is_listed() {
        Path decisions = Project.ROOT.resolve("docs/decisions");

        assertThat(Pages.links(decisions.resolve("README.md")))
                .containsExactlyInAnyOrderElementsOf(Project.files(decisions, ".md").stream()
                        .map(page -> page.getFileName().toString())
                        .filter(page -> !page.equals("README.md"))
                        .toList());
    }

    @Test
    void the_commands_of_the_readme_are_those_of_the_build() throws IOException {
        String readme = Files.readString(Project.ROOT.resolve("README.md"));

        assertThat(readme).contains("\n./mvnw -q -Prun\n", "\n./mvnw verify\n");
        assertThat(Project.ROOT.resolve("mvnw")).isExecutable();
        assertThat(Project.ROOT.resolve(".ci/run")).isExecutable().content().contains("./mvnw", " verify");
    }

    private static Stream<Snippet> snippets() {
        return Pages.all().stream().flatMap(page -> Snippets.in(page).stream()).filter(ReadmeTest::isChecked);
    }

    private static boolean isChecked(Snippet snippet) {
        return CHECKED.contains(snippet.language()) || !snippet.region().isEmpty();
    }
}
