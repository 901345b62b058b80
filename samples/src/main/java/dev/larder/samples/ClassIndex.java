package dev.larder.samples;

import dev.larder.CacheException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Caches a summary of every class file of the running JDK in Redis, and shows what the cache did. */
public final class ClassIndex {
    private final Screen screen;
    private final PrintStream err;
    private final UnaryOperator<List<String>> selection;

    ClassIndex(Screen screen, PrintStream err, UnaryOperator<List<String>> selection) {
        this.screen = screen;
        this.err = err;
        this.selection = selection;
    }

    /** Ends with 0 if all went well, 1 if it could not run or a check failed, 2 for arguments that it does not know. */
    public static void main(String... args) {
        Screen screen = new Screen(System.out, Screen.isTerminal());
        int code = new ClassIndex(screen, System.err, UnaryOperator.identity()).run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    int run(String... args) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException unknown) {
            err.println(unknown.getMessage());
            err.println();
            err.print(Arguments.USAGE);
            return 2;
        }
        if (arguments.help()) {
            screen.line(Arguments.USAGE);
            return 0;
        }
        try {
            index(arguments);
            return 0;
        } catch (Exception failed) {
            screen.wipe();
            tell(failed instanceof ExecutionException ? failed.getCause() : failed);
            return 1;
        }
    }

    private void tell(@Nullable Throwable why) {
        if (why instanceof Failure || why instanceof CacheException) {
            err.println(why.getMessage());
        } else if (why != null) {
            why.printStackTrace(err);
        }
    }

    private void index(Arguments arguments) throws Exception {
        long start = System.nanoTime();
        String given = arguments.redis();
        try (Server server = given == null ? Server.embedded() : Server.at(given)) {
            JdkClasses classes = JdkClasses.ofThisJdk();
            List<String> names = selection.apply(classes.names());
            screen.line("Larder on " + server.description() + ", Java " + Runtime.version());
            screen.line("Summaries of the " + Units.count(names.size()) + " class files of this JDK, " + Batches.SIZE
                    + " a batch, " + Batches.THREADS + " threads");
            screen.line("");
            String prefix = "larder-sample-" + UUID.randomUUID().toString().substring(0, 8);
            try (Tour tour = new Tour(server.uri(), prefix, classes, names, screen)) {
                tour.run();
            }
        }
        screen.line("");
        screen.line("Done in " + Units.time(Duration.ofNanos(System.nanoTime() - start)));
    }
}
