package dev.larder.benchmarks.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

/** What tables and chart say of what was found. */
class ReportTest {
    private static final Scenario SCENARIO = Scenario.of(Operation.GET, 1_000, 8, 500);

    private final List<Line> lines = Line.of(SCENARIO, List.of(round(1_000, 500), round(100, 100), round(10, 20)));

    private static Map<String, Slice.Found> round(long jedis, long larder) {
        Map<String, Slice.Found> round = new LinkedHashMap<>();
        round.put("Jedis", new Slice.Found(jedis, 2, 1_500.0 * jedis));
        round.put("Larder", new Slice.Found(larder, 2, 2_500.0 * larder));
        return round;
    }

    @Test
    void a_ratio_is_taken_within_a_round() {
        Line larder = lines.get(1);
        assertThat(larder.ratio().median()).isEqualTo(1);
        assertThat(larder.ratio().least()).isEqualTo(0.5);
        assertThat(larder.ratio().most()).isEqualTo(2);
    }

    @Test
    void a_call_takes_as_long_as_its_thread_waits() {
        assertThat(lines.get(0).micros()).isEqualTo(8 * 1e6 / 50);
    }

    @Test
    void tables_have_a_row_for_each_scenario() {
        String tables = new Tables(lines, List.of(new Clearing.Line("by hand", 1, 2, 3))).markdown();
        assertThat(tables)
                .contains("| get, 1 kB, 8 threads, 0.5 ms late | 160000.0 | **1.00** (0.75–1.50) |")
                .contains("| get, 1 kB, 8 threads, 0.5 ms late | 1.5 | 2.5 |")
                .contains("| by hand | 1.0 | 2.0 | 3.0 |");
    }

    @Test
    void the_chart_is_xml_with_a_dot_for_each_rival_and_knows_a_dark_scheme() throws Exception {
        String svg = new Chart(lines).svg();
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                        .getElementsByTagName("circle")
                        .getLength())
                .isEqualTo(Rivals.names().size() - 1 + 1);
        assertThat(svg).contains("prefers-color-scheme: dark").contains("Larder: 1.00");
    }

    @Test
    void every_scenario_of_the_short_comparison_can_be_chosen_by_name() {
        List<String> all = Scenario.all().stream().map(Scenario::name).toList();
        assertThat(all)
                .doesNotHaveDuplicates()
                .containsAll(Scenario.some().stream().map(Scenario::name).toList());
    }
}
