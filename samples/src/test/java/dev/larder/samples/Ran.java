package dev.larder.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** How a program ended, and what it said. */
record Ran(int code, String out, String err) {
    private interface Program {
        int run(Screen screen, PrintStream err);
    }

    /** A program as others run it, without a terminal. */
    static Ran of(Sample sample, String... args) {
        return run(false, (screen, err) -> Runner.run(sample, screen, err, args));
    }

    static Ran onTerminal(Sample sample, String... args) {
        return run(true, (screen, err) -> Runner.run(sample, screen, err, args));
    }

    /** What the first word names. */
    static Ran named(String... args) {
        return run(false, (screen, err) -> Samples.run(screen, err, args));
    }

    private static Ran run(boolean terminal, Program program) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                program.run(new Screen(new PrintStream(out, true, UTF_8), terminal), new PrintStream(err, true, UTF_8));
        return new Ran(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    List<String> lines() {
        return out.lines().toList();
    }

    /** The cells of the first line that begins with this, after it. */
    List<String> cells(String beginning) {
        String line = lines().stream()
                .filter(each -> each.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line begins with '" + beginning + "' in " + out));
        return List.of(line.substring(beginning.length()).strip().split("  +", -1));
    }
}
