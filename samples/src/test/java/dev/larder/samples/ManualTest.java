package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every page of the manual can be found, and says in two lines what it is about. */
class ManualTest {
    @TestFactory
    Stream<DynamicTest> a_page_begins_with_a_summary_of_two_lines_at_most() {
        return Stream.concat(Stream.of(Pages.MANUAL.resolve("README.md")), Pages.ofManual().stream())
                .map(page -> DynamicTest.dynamicTest(name(page), () -> {
                    List<String> lines = Project.lines(page);
                    assertThat(lines.get(0)).as("the title").startsWith("# ");
                    assertThat(lines.get(1)).as("the line after the title").isEmpty();
                    assertThat(lines.stream().skip(2).takeWhile(line -> !line.isBlank()))
                            .as("the first paragraph")
                            .hasSizeBetween(1, 2)
                            .allSatisfy(line -> assertThat(line).matches("[\\p{L}`*\\[].*"));
                }));
    }

    @Test
    void the_index_lists_every_page_once_and_the_decisions() {
        List<String> pages = Stream.concat(
                        Pages.ofManual().stream().map(ManualTest::name), Stream.of("decisions/README.md"))
                .toList();

        assertThat(Pages.links(Pages.MANUAL.resolve("README.md")).stream().filter(link -> !link.startsWith("../")))
                .containsExactlyInAnyOrderElementsOf(pages);
    }

    @Test
    void the_readme_leads_to_the_manual() {
        assertThat(Pages.links(Project.ROOT.resolve("README.md"))).contains("docs/README.md");
    }

    private static String name(Path page) {
        return page.getFileName().toString();
    }
}
