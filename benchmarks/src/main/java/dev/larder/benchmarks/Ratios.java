package dev.larder.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs benchmarks in rounds, each of which runs all of them once, so that whatever else the machine does hits them alike;
 * prints each as the median over the rounds, with its ratio to the one that it is {@link Beside}.
 */
final class Ratios {
    /** Where the allocation stands among the results of JMH. */
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final Map<String, List<Measured>> rounds = new LinkedHashMap<>();

    private Ratios() {}

    /**
     * What one round found of one benchmark.
     *
     * @param perSecond how many operations a second
     * @param bytes how many bytes an operation allocates
     */
    record Measured(double perSecond, double bytes) {}

    /**
     * One line of the table.
     *
     * @param ratio its speed as a share of the other's: the median over the rounds; NaN if it is beside none
     */
    record Line(
            String benchmark, double micros, double bytes, String beside, double ratio, double least, double most) {}

    /** Runs the benchmarks whose names match, if there are any, and writes their table to a file of this folder too. */
    static void write(String which, int count, Path folder) throws RunnerException, IOException {
        Ratios ratios = new Ratios();
        try {
            for (int round = 1; round <= count; round++) {
                ratios.run(which);
                System.out.println("round " + round + " of " + count + " is done");
            }
        } catch (NoBenchmarksException noneOfThem) {
            return;
        }
        List<Line> lines = ratios.lines();
        print(lines, System.out);
        Files.writeString(folder.resolve("ratios.json"), JsonMapper.shared().writeValueAsString(lines));
    }

    private void run(String which) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include("^dev\\.larder\\.benchmarks\\..*(" + which + ")")
                .mode(Mode.AverageTime)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT);
        for (RunResult each : new Runner(options.build()).run()) {
            rounds.computeIfAbsent(name(each), unknown -> new ArrayList<>()).add(measured(each));
        }
    }

    private static String name(RunResult result) {
        StringBuilder name = new StringBuilder(result.getParams().getBenchmark().replace("dev.larder.benchmarks.", ""));
        result.getParams()
                .getParamsKeys()
                .forEach(key -> name.append(' ')
                        .append(key)
                        .append('=')
                        .append(result.getParams().getParam(key)));
        return name.toString();
    }

    private static Measured measured(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        double nanos = time.getScore()
                * result.getParams().getTimeUnit().toNanos(1)
                / result.getParams().getThreads();
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return new Measured(1e9 / nanos, allocated == null ? Double.NaN : allocated.getScore());
    }

    private List<Line> lines() {
        return rounds.keySet().stream().map(this::line).toList();
    }

    private Line line(String name) {
        List<Measured> own = measured(name);
        double micros = Spread.of(
                        own.stream().mapToDouble(each -> 1e6 / each.perSecond).toArray())
                .median();
        double bytes =
                Spread.of(own.stream().mapToDouble(Measured::bytes).toArray()).median();
        String beside = beside(name);
        if (beside.isEmpty()) {
            return new Line(name, micros, bytes, "", Double.NaN, Double.NaN, Double.NaN);
        }
        List<Measured> other = measured(beside);
        double[] ratios = new double[own.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = own.get(i).perSecond / other.get(i).perSecond;
        }
        Spread spread = Spread.of(ratios);
        return new Line(name, micros, bytes, beside, spread.median(), spread.least(), spread.most());
    }

    private List<Measured> measured(String name) {
        return Objects.requireNonNull(rounds.get(name), () -> name + " was not run; choose both of a pair");
    }

    /** The benchmark that this one is measured against, with the same parameters; empty if there is none. */
    private static String beside(String name) {
        int parameters = name.indexOf(' ') < 0 ? name.length() : name.indexOf(' ');
        int method = name.lastIndexOf('.', parameters);
        try {
            Class<?> type = Class.forName("dev.larder.benchmarks." + name.substring(0, method));
            for (Method each : type.getDeclaredMethods()) {
                Beside beside = each.getAnnotation(Beside.class);
                if (beside != null && each.getName().equals(name.substring(method + 1, parameters))) {
                    return name.substring(0, method + 1) + beside.value() + name.substring(parameters);
                }
            }
            return "";
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException("JMH ran " + name + ", which is not there", impossible);
        }
    }

    static void print(List<Line> lines, PrintStream out) {
        out.printf("%n%-60s %12s %12s %8s %15s%n", "benchmark", "µs", "bytes", "ratio", "from to");
        for (Line each : lines) {
            out.printf("%-60s %12.3f %12.0f", each.benchmark, each.micros, each.bytes);
            out.println(
                    each.beside.isEmpty()
                            ? ""
                            : " %8.2f %7.2f %7.2f of %s".formatted(each.ratio, each.least, each.most, each.beside));
        }
    }
}
