package dev.larder.benchmarks.rivals;

import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs all rivals on the same servers in one JVM, in short slices by turns, so that whatever else the machine does hits
 * them alike.
 */
public final class Comparison {
    /** Names the scenarios that vary one thing at a time. */
    private static final String SOME = "rivals";

    /** How long a rival runs at a time. */
    private static final int SLICE_MILLIS = 20;

    /** How many times it is its turn in a round. */
    private static final int TURNS = 5;

    /** Rounds that do not count, so that connections are open and caches are warm. */
    private static final int WARM_UP = 1;

    /** How many when code runs for the first time, so that the compiler is done with it: a second for each rival. */
    private static final int FIRST_WARM_UP = 10;

    /** What code a scenario runs. */
    private record Code(Operation operation, boolean alone, boolean isVirtual) {}

    private final Set<Code> compiled = new HashSet<>();
    private final int rounds;
    private final List<Line> lines = new ArrayList<>();

    private Comparison(int rounds) {
        this.rounds = rounds;
    }

    /** What is written to the file. */
    record Results(String machine, List<Line> lines, List<Clearing.Line> clears) {}

    /** Compares in the scenarios whose names match, if there are any, and writes tables and a chart to this folder. */
    public static void write(Pattern which, int rounds, Path folder) throws IOException, InterruptedException {
        boolean some = which.pattern().equals(SOME);
        List<Scenario> scenarios = some
                ? Scenario.some()
                : Scenario.all().stream()
                        .filter(scenario -> which.matcher(scenario.name()).find())
                        .toList();
        boolean clearing = some || which.matcher(Clearing.NAME).find();
        if (scenarios.isEmpty() && !clearing) {
            return;
        }
        Comparison comparison = new Comparison(rounds);
        comparison.run(scenarios);
        List<Clearing.Line> clears = clearing ? Clearing.run() : List.of();
        Files.writeString(
                folder.resolve("rivals.json"),
                JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(new Results(machine(), comparison.lines, clears)));
        Files.writeString(folder.resolve("rivals.svg"), new Chart(comparison.lines).svg());
        String tables = new Tables(comparison.lines, clears).markdown();
        Files.writeString(folder.resolve("rivals.md"), tables);
        System.out.println(tables);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + ", JDK "
                + Runtime.version();
    }

    private void run(List<Scenario> scenarios) throws IOException, InterruptedException {
        Map<List<Integer>, List<Scenario>> byServers = new LinkedHashMap<>();
        scenarios.forEach(scenario -> byServers
                .computeIfAbsent(List.of(scenario.shards(), scenario.lateMicros()), unknown -> new ArrayList<>())
                .add(scenario));
        int done = 0;
        for (Map.Entry<List<Integer>, List<Scenario>> each : byServers.entrySet()) {
            List<RedisProcess> servers = Stream.generate(RedisProcess::start)
                    .limit(each.getKey().get(0))
                    .toList();
            List<Integer> ports = servers.stream().map(RedisProcess::port).toList();
            int late = each.getKey().get(1);
            try (DelayLine way = late == 0 ? DelayLine.none(ports) : DelayLine.to(ports, late);
                    Rivals rivals = new Rivals(way.ports())) {
                for (Scenario scenario : each.getValue()) {
                    System.out.println(++done + " of " + scenarios.size() + ": " + scenario.name());
                    run(scenario, rivals.offering(scenario));
                }
            } finally {
                servers.forEach(RedisProcess::close);
            }
        }
    }

    private void run(Scenario scenario, Map<String, Rival> rivals) throws InterruptedException {
        Slice slice = new Slice(scenario);
        rivals.values().forEach(slice::fill);
        boolean first = compiled.add(new Code(scenario.operation(), scenario.threads() == 1, scenario.isVirtual()));
        for (int round = 0; round < (first ? FIRST_WARM_UP : WARM_UP); round++) {
            round(slice, rivals);
        }
        List<Map<String, Slice.Found>> found = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            found.add(round(slice, rivals));
        }
        lines.addAll(Line.of(scenario, found));
    }

    private static Map<String, Slice.Found> round(Slice slice, Map<String, Rival> rivals) throws InterruptedException {
        Map<String, Slice.Found> found = new LinkedHashMap<>();
        List<String> order = new ArrayList<>(rivals.keySet());
        for (int turn = 0; turn < TURNS; turn++) {
            for (String name : order) {
                Rival rival = Objects.requireNonNull(rivals.get(name));
                found.merge(name, slice.run(rival, SLICE_MILLIS), Slice.Found::plus);
            }
            // each comes after another one, whose garbage it may have to clear away
            Collections.shuffle(order);
        }
        return found;
    }
}
