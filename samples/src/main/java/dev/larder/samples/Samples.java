package dev.larder.samples;

import static java.util.stream.Collectors.joining;

import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Screen;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Runs a program by its name: the first argument, or {@code list} to see which there are. */
public final class Samples {
    static final List<Sample> ALL =
            List.of(new QuickStart(), new ClassIndex(), new Herd(), new Shards(), new FromDjango(), new Codecs());

    private Samples() {}

    /** Runs it for the person at the keyboard. */
    public static void main(String... args) {
        Runner.exit(run(new Screen(System.out, Screen.isTerminal()), System.err, args));
    }

    static int run(Screen screen, PrintStream err, String... args) {
        String name = args.length == 0 ? "list" : args[0];
        if (name.equals("list")) {
            screen.line("Name one of these by -Dsample=NAME; -Dargs=--help says more of it:");
            screen.line("");
            ALL.forEach(each -> screen.line(String.format("%-12s %s", each.name(), firstLine(each.about()))));
            return 0;
        }
        for (Sample each : ALL) {
            if (each.name().equals(name)) {
                return Runner.run(each, screen, err, Arrays.copyOfRange(args, 1, args.length));
            }
        }
        err.println("no sample is called '" + name + "'; there are "
                + ALL.stream().map(Sample::name).collect(joining(", ")));
        return 2;
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
