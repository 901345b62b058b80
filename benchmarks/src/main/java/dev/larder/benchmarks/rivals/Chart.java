package dev.larder.benchmarks.rivals;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Draws a row for each scenario and a dot for each rival in it, right of the middle if it is ahead of bare Jedis. */
final class Chart {
    private static final List<String> COLOURS =
            List.of("#8b949e", "#e4572e", "#8b949e", "#2a9d8f", "#b565d9", "#7d4fc4", "#3f8cf3", "#35b0d8", "#c99700");
    private static final double LEAST = 1 / 16.0;
    private static final double MOST = 16;
    private static final int LEFT = 340;
    private static final int RIGHT = 970;
    private static final int TOP = 92;
    private static final int ROW = 21;

    private final List<Line> lines;
    private final List<String> scenarios;
    private final StringBuilder svg = new StringBuilder();

    Chart(List<Line> lines) {
        this.lines = lines;
        Set<String> names = new LinkedHashSet<>();
        lines.forEach(line -> names.add(line.scenario()));
        this.scenarios = new ArrayList<>(names);
    }

    /** The whole file, which follows the light or dark scheme of its reader. */
    String svg() {
        int bottom = TOP + scenarios.size() * ROW;
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 %d" font-family="system-ui, sans-serif" font-size="12">
                <title>Calls a second as a multiple of bare Jedis in the same run</title>
                <style>
                  text { fill: #1f2328 } .grid { stroke: #d0d7de } .middle { stroke: #1f2328 } .back { fill: #ffffff } .even { fill: #f6f8fa }
                  @media (prefers-color-scheme: dark) {
                    text { fill: #e6edf3 } .grid { stroke: #30363d } .middle { stroke: #e6edf3 } .back { fill: #0d1117 } .even { fill: #161b22 }
                  }
                </style>
                <rect class="back" width="1000" height="%d"/>
                <text x="12" y="20" font-size="14" font-weight="600">Calls a second as a multiple of bare, pooled Jedis in the same run</text>
                """.formatted(bottom + 16, bottom + 16));
        legend();
        grid(bottom);
        for (int i = 0; i < scenarios.size(); i++) {
            row(i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend() {
        List<String> names = Rivals.names();
        int x = 12;
        for (String name : names) {
            if (!name.equals(Rival.BASE)) {
                dot(x + 5, 38, name, name);
                put("<text x=\"%d\" y=\"42\">%s</text>", x + 14, name);
                x += 28 + (int) (6.4 * name.length());
            }
        }
    }

    private void grid(int bottom) {
        for (int i = 1; i < scenarios.size(); i += 2) {
            put("<rect class=\"even\" x=\"0\" y=\"%d\" width=\"1000\" height=\"%d\"/>", TOP + i * ROW, ROW);
        }
        for (double ratio = LEAST; ratio <= MOST; ratio *= 2) {
            String text = ratio < 1 ? "1/" + Math.round(1 / ratio) : Long.toString(Math.round(ratio));
            put(
                    "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    ratio == 1 ? "middle" : "grid", x(ratio), x(ratio), TOP - 8, bottom);
            put("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(ratio), TOP - 14, text);
        }
    }

    private void row(int index) {
        int middle = TOP + index * ROW + ROW / 2;
        String scenario = scenarios.get(index);
        put("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 10, middle + 4, scenario);
        for (Line line : lines) {
            if (line.scenario().equals(scenario) && !line.rival().equals(Rival.BASE)) {
                put(
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-opacity=\"0.6\"/>",
                        x(line.ratio().lower()), x(line.ratio().upper()), middle, middle, colour(line.rival()));
                dot(x(line.ratio().median()), middle, line.rival(), title(line));
            }
        }
    }

    private void dot(double x, int y, String rival, String title) {
        boolean ours = rival.equals("Larder");
        put(
                "<circle cx=\"%.1f\" cy=\"%d\" r=\"%d\" fill=\"%s\"><title>%s</title></circle>",
                x, y, ours ? 6 : 4, colour(rival), title);
    }

    private static String title(Line line) {
        return String.format(Locale.ROOT, "%s: %.2f", line.rival(), line.ratio().median());
    }

    private static String colour(String rival) {
        return COLOURS.get(Rivals.names().indexOf(rival));
    }

    private static double x(double ratio) {
        double inside = Math.min(MOST, Math.max(LEAST, ratio));
        return LEFT + (RIGHT - LEFT) * Math.log(inside / LEAST) / Math.log(MOST / LEAST);
    }

    // the annotation that Error Prone asks for would be a dependency more
    @SuppressWarnings("AnnotateFormatMethod")
    private void put(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
