package dev.larder.internal.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own; for one thread. */
final class RunningProgram implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final List<String> said = new ArrayList<>();

    private RunningProgram(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the program that has this main method. */
    static RunningProgram start(Class<?> program, Object... arguments) {
        return startWith(List.of(), program, arguments);
    }

    /** Starts it with these options of the JVM. */
    static RunningProgram startWith(List<String> options, Class<?> program, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        for (Object each : arguments) {
            command.add(each.toString());
        }
        try {
            return new RunningProgram(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException noJava) {
            throw new UncheckedIOException(noJava);
        }
    }

    /** Waits until it says this word. */
    RunningProgram await(String word) {
        try {
            String line = out.readLine();
            while (line != null) {
                said.add(line);
                if (line.equals(word)) {
                    return this;
                }
                line = out.readLine();
            }
            throw new AssertionError("it ended without '" + word + "' and said " + said);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Lets it begin. */
    void go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Waits until it ends, and returns all that it said. */
    List<String> awaitEnd() {
        try {
            String line = out.readLine();
            while (line != null) {
                said.add(line);
                line = out.readLine();
            }
            process.waitFor();
            return said;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** Sends it a signal, such as STOP, CONT or KILL. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException noKill) {
            throw new UncheckedIOException(noKill);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
