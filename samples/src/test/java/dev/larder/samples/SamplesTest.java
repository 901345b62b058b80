package dev.larder.samples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.samples.shared.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every program. */
class SamplesTest {
    static Stream<String> names() {
        return Samples.ALL.stream().map(Sample::name);
    }

    @Test
    void each_has_a_name_of_its_own_and_a_line_in_the_list() {
        Ran list = Ran.named("list");

        assertThat(names()).doesNotHaveDuplicates();
        assertThat(list.code()).isZero();
        assertThat(names()).allSatisfy(name -> assertThat(list.lines()).anyMatch(line -> line.startsWith(name + " ")));
        assertThat(list.lines()).allMatch(line -> line.length() <= 80);
        assertThat(Ran.named()).isEqualTo(list);
    }

    @Test
    void one_that_is_not_there_is_told_from_those_that_are() {
        Ran unknown = Ran.named("herds");

        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err())
                .isEqualTo("no sample is called 'herds'; there are " + names().collect(joining(", "))
                        + System.lineSeparator());
    }

    @ParameterizedTest
    @MethodSource("names")
    void shows_its_usage(String name) {
        Ran help = Ran.named(name, "--help");

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .startsWith("Usage: ./mvnw -q -Prun -Dsample=" + name)
                .contains("\n  --help ");
        assertThat(help.err()).isEmpty();
        assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @MethodSource("names")
    void refuses_what_it_does_not_know_in_a_line(String name) {
        Ran wrong = Ran.named(name, "--no-such-thing");

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err().lines())
                .containsExactly("unknown argument: --no-such-thing; --help shows what " + name + " can do");
    }

    @Test
    void the_page_has_a_command_for_each() throws IOException {
        String page = Files.readString(Project.ROOT.resolve("docs/samples.md"));

        assertThat(names().filter(name -> !name.equals("class-index")))
                .allSatisfy(name -> assertThat(page).contains("`./mvnw -q -Prun -Dsample=" + name + "`"));
        assertThat(page).contains("`./mvnw -q -Prun`");
    }

    @Test
    void the_build_runs_the_class_index_if_no_other_is_named() throws IOException {
        List<String> pom = Project.lines(Project.ROOT.resolve("samples/pom.xml"));

        assertThat(pom)
                .anyMatch(line -> line.contains("<sample>class-index</sample>"))
                .anyMatch(line -> line.contains("<mainClass>" + Samples.class.getName() + "</mainClass>"));
    }
}
