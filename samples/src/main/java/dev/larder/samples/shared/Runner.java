package dev.larder.samples.shared;

import dev.larder.CacheException;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program, and says how it ended: 0 if all went well, 1 if it could not run or a check failed, 2 for arguments that
 * it does not know.
 */
public final class Runner {
    private static final String HELP = "  --help        shows this text\n";

    private Runner() {}

    /** Runs it for the person at the keyboard. */
    public static void main(Sample sample, String... args) {
        exit(run(sample, new Screen(System.out, Screen.isTerminal()), System.err, args));
    }

    /** Ends this process, unless all went well: then it ends by itself. */
    public static void exit(int code) {
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs it, and returns how it ended. */
    public static int run(Sample sample, Screen screen, PrintStream err, String... args) {
        try {
            Arguments arguments = Arguments.parse(sample.options() + HELP, args);
            if (arguments.has("--help")) {
                screen.line(usage(sample));
            } else {
                sample.run(arguments, screen);
            }
            return 0;
        } catch (Arguments.WrongException wrong) {
            err.println(wrong.getMessage() + "; --help shows what " + sample.name() + " can do");
            return 2;
        } catch (Exception failed) {
            screen.wipe();
            tell(failed instanceof ExecutionException ? failed.getCause() : failed, err);
            return 1;
        }
    }

    private static void tell(@Nullable Throwable why, PrintStream err) {
        if (why instanceof Failure || why instanceof CacheException) {
            err.println(why.getMessage());
        } else if (why != null) {
            why.printStackTrace(err);
        }
    }

    private static String usage(Sample sample) {
        return "Usage: ./mvnw -q -Prun -Dsample=" + sample.name() + " -Dargs=\"OPTIONS\"\n\n" + sample.about() + "\n"
                + sample.options() + HELP;
    }
}
