package dev.larder.samples;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The pages that people read, and where they point to. */
final class Pages {
    static final Path MANUAL = Project.ROOT.resolve("docs");

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
    private static final Pattern FENCE = Pattern.compile("\\s*```.*");
    private static final Pattern HEADING = Pattern.compile("#+ (.*)");

    private Pages() {}

    static List<Path> all() {
        return Project.files(Project.ROOT, ".md");
    }

    /** The pages of the manual, without those on decisions and without its index. */
    static List<Path> ofManual() {
        return Project.files(MANUAL, ".md").stream()
                .filter(page -> MANUAL.equals(page.getParent()))
                .filter(page -> !page.endsWith("README.md"))
                .toList();
    }

    /** The links of a page to places of this project, its own headings included. */
    static List<String> links(Path page) {
        return LINK.matcher(String.join("\n", prose(page)))
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
                .toList();
    }

    /** The file that a link of a page leads to. */
    static Path target(Path page, String link) {
        String file = URLDecoder.decode(link.replaceFirst("#.*", ""), StandardCharsets.UTF_8);
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    /** What follows the # of links to the headings of a page, as GitHub makes it. */
    static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        for (String line : prose(page)) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                String anchor = heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                String unique = anchor;
                for (int twin = 1; !anchors.add(unique); twin++) {
                    unique = anchor + "-" + twin;
                }
            }
        }
        return anchors;
    }

    /** The lines of a page but for its code. */
    private static List<String> prose(Path page) {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : Project.lines(page)) {
            if (FENCE.matcher(line).matches()) {
                code = !code;
            } else if (!code) {
                prose.add(line);
            }
        }
        return prose;
    }
}
