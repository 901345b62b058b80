package dev.larder.samples.shared;

/** Columns of fixed widths, so that each row can be shown as soon as it is known. */
public final class Table {
    private static final String GAP = "  ";

    private final int[] widths;

    /** The widths of the columns; a negative one is set to the left, others to the right. */
    public Table(int... widths) {
        this.widths = widths.clone();
    }

    /** One line; cells left out at the end are empty. */
    public String row(String... cells) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(Math.max(Math.abs(widths[i]) - cells[i].length(), 0));
            row.append(i == 0 ? "" : GAP)
                    .append(widths[i] < 0 ? "" : padding)
                    .append(cells[i])
                    .append(widths[i] < 0 ? padding : "");
        }
        return row.toString().stripTrailing();
    }

    /** A line under the heads. */
    public String rule() {
        StringBuilder rule = new StringBuilder();
        for (int width : widths) {
            rule.append(rule.isEmpty() ? "" : GAP).append("-".repeat(Math.abs(width)));
        }
        return rule.toString();
    }
}
