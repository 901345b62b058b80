package dev.larder.samples.shared;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A picture that browsers show, drawn shape by shape; places are in pixels from the upper left corner. */
public final class Svg {
    private final StringBuilder shapes = new StringBuilder();

    /** A white sheet. */
    public Svg(int width, int height, String title) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\" font-size=\"12\""
                        + " fill=\"#333333\">",
                width, height, width, height);
        add("<title>%s</title>", escaped(title));
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    }

    /**
     * Text on a line of its own.
     *
     * @param style further attributes, such as {@code text-anchor="end"}
     */
    public void text(double x, double y, String text, String style) {
        add("<text x=\"%s\" y=\"%s\" %s>%s</text>", place(x), place(y), style, escaped(text));
    }

    /** A line. */
    public void line(double fromX, double fromY, double toX, double toY, String color) {
        add(
                "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"/>",
                place(fromX), place(fromY), place(toX), place(toY), color);
    }

    /** A filled rectangle. */
    public void bar(double x, double y, double width, double height, String color) {
        add(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>",
                place(x), place(y), place(width), place(height), color);
    }

    /** A filled circle. */
    public void dot(double x, double y, double radius, String color) {
        add("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>", place(x), place(y), place(radius), color);
    }

    /** A ring. */
    public void ring(double x, double y, double radius, String color) {
        add(
                "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"#ffffff\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                place(x), place(y), place(radius), color);
    }

    /** What lies within these corners, filled. */
    public void area(List<double[]> corners, String color) {
        StringBuilder points = new StringBuilder();
        for (double[] corner : corners) {
            points.append(points.isEmpty() ? "" : " ")
                    .append(place(corner[0]))
                    .append(',')
                    .append(place(corner[1]));
        }
        add("<polygon points=\"%s\" fill=\"%s\"/>", points, color);
    }

    /** What is drawn until {@link #endGroup} belongs together and has these attributes. */
    public void group(String style) {
        add("<g %s>", style);
    }

    /** Ends a group. */
    public void endGroup() {
        add("</g>");
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    private void add(String shape, Object... parts) {
        shapes.append(String.format(Locale.ROOT, shape, parts)).append('\n');
    }

    private static String place(double pixels) {
        String text = String.format(Locale.ROOT, "%.1f", pixels);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * Writes the picture, and returns where it is.
     *
     * @throws Failure if it cannot be written
     */
    public Path writeTo(String file) {
        Path path = Path.of(file).toAbsolutePath().normalize();
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            return Files.writeString(path, shapes + "</svg>\n");
        } catch (IOException unwritable) {
            throw new Failure("cannot write the picture: " + unwritable, unwritable);
        }
    }
}
