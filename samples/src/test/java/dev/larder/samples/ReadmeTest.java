package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.samples.Snippets.Snippet;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the pages show is what compiles and runs, and what they point to is there. */
class ReadmeTest {
    private static final Set<String> CHECKED = Set.of("java", "kotlin", "xml");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
    private static final Map<String, String> REGIONS =
            Snippets.regions(Project.files(Project.ROOT.resolve("samples/src"), ".java", ".kt", ".kts", ".xml"));

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
    Stream<DynamicTest> links_point_to_files_that_are_there() {
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(
                        Project.ROOT.relativize(page).toString(),
                        () -> assertThat(links(page))
                                .allSatisfy(
                                        link -> assertThat(target(page, link)).exists())));
    }

    @Test
    void every_decision_is_listed() {
        Path decisions = Project.ROOT.resolve("docs/decisions");

        assertThat(links(decisions.resolve("README.md")))
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
        return pages().stream().flatMap(page -> Snippets.in(page).stream()).filter(ReadmeTest::isChecked);
    }

    private static boolean isChecked(Snippet snippet) {
        return CHECKED.contains(snippet.language()) || !snippet.region().isEmpty();
    }

    private static List<Path> pages() {
        return Project.files(Project.ROOT, ".md");
    }

    private static List<String> links(Path page) {
        return LINK.matcher(String.join("\n", Project.lines(page)))
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.contains("://") && !link.startsWith("#") && !link.startsWith("mailto:"))
                .toList();
    }

    private static Path target(Path page, String link) {
        String file = URLDecoder.decode(link.replaceFirst("#.*", ""), StandardCharsets.UTF_8);
        return page.resolveSibling(file).normalize();
    }
}
