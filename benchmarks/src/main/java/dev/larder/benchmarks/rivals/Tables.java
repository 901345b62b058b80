package dev.larder.benchmarks.rivals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Writes what was found as tables of a page. */
final class Tables {
    private final Map<String, Map<String, Line>> byScenario = new LinkedHashMap<>();
    private final List<String> rivals;
    private final List<Clearing.Line> clears;

    Tables(List<Line> lines, List<Clearing.Line> clears) {
        lines.forEach(line -> byScenario
                .computeIfAbsent(line.scenario(), unknown -> new LinkedHashMap<>())
                .put(line.rival(), line));
        this.rivals = Rivals.names().stream()
                .filter(name -> lines.stream().anyMatch(line -> line.rival().equals(name)))
                .toList();
        this.clears = clears;
    }

    /** Speed, memory and the clearing of many keys, as far as each was measured. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        if (!byScenario.isEmpty()) {
            text.append(
                    "Calls a second as a share of bare Jedis: the median of the rounds (the middle half of them)\n\n");
            rows(text, "Jedis, µs a call", line -> String.format(Locale.ROOT, "%.1f", line.micros()), Tables::ratio);
            text.append("\nKilobytes allocated by a call\n\n");
            rows(text, "Jedis", Tables::kilobytes, Tables::kilobytes);
        }
        if (!clears.isEmpty()) {
            text.append("\nA million keys of 100 B removed\n\n");
            text.append("| way | seconds | longest PING of another client, ms | longest command, ms |\n");
            text.append("|---|---:|---:|---:|\n");
            clears.forEach(line -> text.append("| %s | %.1f | %.1f | %.1f |\n"
                    .formatted(line.way(), line.seconds(), line.pauseMillis(), line.commandMillis())));
        }
        return text.toString();
    }

    private void rows(StringBuilder text, String base, Function<Line, String> ofBase, Function<Line, String> ofOther) {
        List<String> others =
                rivals.stream().filter(name -> !name.equals(Rival.BASE)).toList();
        text.append("| | ").append(base).append(" | ").append(String.join(" | ", others));
        text.append(" |\n|---|").append("---:|".repeat(others.size() + 1)).append('\n');
        byScenario.forEach((scenario, lines) -> {
            text.append("| ").append(scenario).append(" | ");
            Line jedis = lines.get(Rival.BASE);
            text.append(jedis == null ? "" : ofBase.apply(jedis));
            for (String other : others) {
                Line line = lines.get(other);
                text.append(" | ").append(line == null ? "" : ofOther.apply(line));
            }
            text.append(" |\n");
        });
    }

    private static String ratio(Line line) {
        return String.format(
                Locale.ROOT,
                "**%.2f** (%.2f–%.2f)",
                line.ratio().median(),
                line.ratio().lower(),
                line.ratio().upper());
    }

    private static String kilobytes(Line line) {
        return String.format(Locale.ROOT, "%.1f", line.bytes() / 1_000);
    }
}
