package dev.larder.samples.shared;

import java.io.Console;
import java.io.PrintStream;

/** Where the program writes: tables line by line and, on a terminal, a progress bar under them. */
public final class Screen {
    private static final int BAR = 20;
    private static final long REDRAW_NANOS = 50_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private long drawn;

    public Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether standard output is a terminal that can move its cursor. */
    @SuppressWarnings("SystemConsoleNull") // it is null before 22; the method below looks at later ones
    public static boolean isTerminal() {
        Console console = System.console();
        return console != null && !"dumb".equals(System.getenv("TERM")) && isTerminal(console);
    }

    // since 22 there is a console without a terminal too, and a method that tells them apart
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }

    /** Writes a line in place of the progress bar. */
    public synchronized void line(String line) {
        wipe();
        out.println(line.stripTrailing());
    }

    /** Draws how far something has come; does nothing where there is no terminal. */
    public void progress(String what, long done, long total) {
        progress(what, done, total, "");
    }

    /** Draws how far something has come, and what there is to say of it. */
    public synchronized void progress(String what, long done, long total, String note) {
        long now = System.nanoTime();
        if (!terminal || (drawn != 0 && now - drawn < REDRAW_NANOS)) {
            return;
        }
        drawn = now;
        int full = (int) (BAR * done / Math.max(total, 1));
        out.print("\r\u001b[K" + what + " [" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + Units.count(done)
                + " of " + Units.count(total) + note);
        out.flush();
    }

    /** Takes the progress bar away. */
    public synchronized void wipe() {
        if (drawn != 0) {
            out.print("\r\u001b[K");
            out.flush();
            drawn = 0;
        }
    }
}
