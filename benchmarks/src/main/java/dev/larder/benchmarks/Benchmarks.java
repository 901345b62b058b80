package dev.larder.benchmarks;

import dev.larder.benchmarks.rivals.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.RunnerException;

/** Runs what is named: benchmarks of JMH by their class and method, comparisons with rivals by their scenario. */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs what matches {@code args[0]} in {@code args[1]} rounds and writes what it finds to the folder {@code args[2]};
     * {@code rivals} stands for a comparison of about ten minutes, {@code profile} for the stages of a get.
     */
    public static void main(String[] args) throws RunnerException, IOException, InterruptedException {
        int rounds = Integer.parseInt(args[1]);
        Path folder = Files.createDirectories(Path.of(args[2]));
        Ratios.write(args[0], rounds, folder);
        if (args[0].equals(Profile.NAME)) {
            Profile.write(folder);
        }
        Comparison.write(Pattern.compile(args[0]), rounds, folder);
    }
}
