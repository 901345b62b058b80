package dev.larder.samples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code in pages, and the regions of sources that it must equal. */
final class Snippets {
    private static final Pattern MARK = Pattern.compile("\\s*<!-- snippet: (\\S+) -->\\s*");
    private static final Pattern FENCE = Pattern.compile("(\\s*)```(\\w*)\\s*");
    private static final Pattern REGION = Pattern.compile("\\s*(?://|<!--) region (\\S+)(?: -->)?\\s*");
    private static final Pattern END = Pattern.compile("\\s*(?://|<!--) endregion(?: -->)?\\s*");

    private Snippets() {}

    /**
     * A block of code in a page.
     *
     * @param region the region that it claims to show; empty for none
     * @param place the page and line
     */
    record Snippet(String language, String region, String code, String place) {}

    /** The blocks of code of a page. */
    static List<Snippet> in(Path page) {
        List<Snippet> snippets = new ArrayList<>();
        List<String> lines = Project.lines(page);
        String region = "";
        for (int i = 0; i < lines.size(); i++) {
            Matcher mark = MARK.matcher(lines.get(i));
            Matcher fence = FENCE.matcher(lines.get(i));
            if (mark.matches()) {
                region = mark.group(1);
            } else if (fence.matches()) {
                String place = Project.ROOT.relativize(page) + ":" + (i + 1);
                List<String> code = new ArrayList<>();
                while (++i < lines.size() && !lines.get(i).equals(fence.group(1) + "```")) {
                    code.add(lines.get(i));
                }
                if (i == lines.size()) {
                    throw new IllegalStateException("the code at " + place + " has no end");
                }
                snippets.add(new Snippet(fence.group(2), region, withoutIndent(code), place));
                region = "";
            } else if (!lines.get(i).isBlank()) {
                region = "";
            }
        }
        return snippets;
    }

    /** The regions of some sources, by name. */
    static Map<String, String> regions(List<Path> sources) {
        Map<String, String> regions = new TreeMap<>();
        for (Path source : sources) {
            List<String> lines = Project.lines(source);
            for (int i = 0; i < lines.size(); i++) {
                Matcher start = REGION.matcher(lines.get(i));
                if (!start.matches()) {
                    continue;
                }
                List<String> code = new ArrayList<>();
                while (++i < lines.size() && !END.matcher(lines.get(i)).matches()) {
                    code.add(lines.get(i));
                }
                if (i == lines.size() || regions.put(start.group(1), withoutIndent(code)) != null) {
                    throw new IllegalStateException(
                            "the region " + start.group(1) + " of " + source + " has no end or a twin");
                }
            }
        }
        return regions;
    }

    private static String withoutIndent(List<String> lines) {
        return String.join("\n", lines).stripIndent().strip();
    }
}
