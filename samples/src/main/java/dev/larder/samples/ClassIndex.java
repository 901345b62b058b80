package dev.larder.samples;

import dev.larder.samples.shared.Arguments;
import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Screen;
import dev.larder.samples.shared.Server;
import dev.larder.samples.shared.Units;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Caches a summary of every class file of the running JDK in Redis, and shows what the cache did. */
public final class ClassIndex implements Sample {
    private final UnaryOperator<List<String>> selection;

    /** An index of all class files. */
    public ClassIndex() {
        this(UnaryOperator.identity());
    }

    ClassIndex(UnaryOperator<List<String>> selection) {
        this.selection = selection;
    }

    /** Runs it for the person at the keyboard. */
    public static void main(String... args) {
        Runner.main(new ClassIndex(), args);
    }

    @Override
    public String name() {
        return "class-index";
    }

    @Override
    public String about() {
        return """
                Indexes the JDK's own classes, and shows what the cache did.
                It caches a summary of every class file, and checks what the cache promises.
                """;
    }

    @Override
    public String options() {
        return Server.OPTION;
    }

    @Override
    public void run(Arguments arguments, Screen screen) throws Exception {
        long start = System.nanoTime();
        try (Server server = Server.of(arguments)) {
            JdkClasses classes = JdkClasses.ofThisJdk();
            List<String> names = selection.apply(classes.names());
            screen.line("Larder on " + server.description() + ", Java " + Runtime.version());
            screen.line("Summaries of the " + Units.count(names.size()) + " class files of this JDK, " + Batches.SIZE
                    + " a batch, " + Batches.THREADS + " threads");
            screen.line("");
            try (Tour tour = new Tour(server.uri(), Server.prefix(), classes, names, screen)) {
                tour.run();
            }
        }
        screen.line("");
        screen.line("Done in " + Units.time(Duration.ofNanos(System.nanoTime() - start)));
    }
}
