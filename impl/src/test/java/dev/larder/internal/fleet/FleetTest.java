package dev.larder.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One load in a fleet of real processes, of which some die or freeze while they load. */
@Timeout(120)
class FleetTest {
    private static final LoadOptions SHORT =
            LoadOptions.freshFor(Ttl.ofMinutes(5)).lockFor(Duration.ofSeconds(1));

    private final RedisProcess server = RedisProcess.start();
    private final List<RunningProgram> programs = new ArrayList<>();

    @AfterEach
    void stop() {
        programs.forEach(RunningProgram::close);
        server.close();
    }

    private RunningProgram program(int threads, long loadMillis, long lockMillis, String value) {
        RunningProgram program =
                RunningProgram.start(Program.class, server.port(), threads, loadMillis, lockMillis, value);
        programs.add(program);
        return program;
    }

    private long loads() {
        try (RawRedis raw = server.raw()) {
            return Long.parseLong(String.valueOf(raw.text("GET", Program.LOADS)));
        }
    }

    /** What all threads of all programs get that begin now. */
    private List<String> whatAllGet() {
        programs.forEach(each -> each.await("ready"));
        programs.forEach(RunningProgram::go);
        return programs.stream()
                .flatMap(each -> each.awaitEnd().stream())
                .filter(line -> line.startsWith("got "))
                .toList();
    }

    @Test
    void eight_processes_of_twenty_threads_load_a_cold_key_once() {
        for (int i = 0; i < 8; i++) {
            program(20, 300, 10_000, "value of " + i);
        }
        List<String> got = whatAllGet();
        assertThat(got).hasSize(160).allMatch(got.get(0)::equals);
        assertThat(loads()).isEqualTo(1);
    }

    @Test
    void a_loader_that_takes_longer_than_its_lock_runs_once() {
        program(5, 4_000, 1_500, "a");
        program(5, 4_000, 1_500, "b");
        List<String> got = whatAllGet();
        assertThat(got).hasSize(10).allMatch(got.get(0)::equals);
        assertThat(loads()).isEqualTo(1);
    }

    @Test
    void another_loads_when_the_process_that_loaded_was_killed(TestReporter reporter) {
        RunningProgram killed = program(1, 60_000, 1_000, "never");
        killed.await("ready").go();
        killed.await("loading");
        killed.signal("KILL");
        long start = System.nanoTime();
        try (Cache<String> cache = Program.cache(server.port())) {
            assertThat(cache.getOrSet(Program.KEY, () -> "loaded here", SHORT)).isEqualTo("loaded here");
            // whoever waited for the dead would have waited for half a minute
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
            reporter.publishEntry(
                    "millis until another loaded, of a lock of 1,000",
                    "" + Duration.ofNanos(System.nanoTime() - start).toMillis());
            assertThat(cache.get(Program.KEY)).isEqualTo("loaded here");
        }
        assertThat(loads()).isEqualTo(1);
    }

    @Test
    void a_process_that_was_frozen_past_its_lease_does_not_overwrite_what_came_after() {
        RunningProgram frozen = program(1, 1_000, 1_000, "old");
        frozen.await("ready").go();
        frozen.await("loading");
        frozen.signal("STOP");
        try (Cache<String> cache = Program.cache(server.port())) {
            assertThat(cache.getOrSet(Program.KEY, () -> "newer", SHORT)).isEqualTo("newer");
            frozen.signal("CONT");
            assertThat(frozen.awaitEnd()).contains("refused", "got old");
            assertThat(cache.get(Program.KEY)).isEqualTo("newer");
        }
    }

    private static Consumer<Cache<String>> mutation(String name) {
        return switch (name) {
            case "delete" -> cache -> cache.delete(Program.KEY);
            case "set" -> cache -> cache.set(Program.KEY, "newer");
            case "add" -> cache -> cache.add(Program.KEY, "newer");
            case "clear" -> Cache::clear;
            default -> cache -> cache.deleteMatching("*");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "set", "add", "clear", "deleteMatching"})
    void what_another_process_changes_during_a_load_keeps_the_loaded_value_out(String name) {
        RunningProgram loading = program(1, 700, 10_000, "old");
        loading.await("ready").go();
        loading.await("loading");
        try (Cache<String> cache = Program.cache(server.port())) {
            mutation(name).accept(cache);
            assertThat(loading.awaitEnd()).contains("refused", "got old");
            assertThat(cache.get(Program.KEY)).isEqualTo(name.matches("set|add") ? "newer" : null);
        }
    }

    /** A number that came from elsewhere, was counted, and is gone again: all that a commit can see is that there is nothing. */
    @Test
    void what_another_process_counts_during_a_load_keeps_the_loaded_value_out() {
        RunningProgram loading = program(1, 700, 10_000, "old");
        loading.await("ready").go();
        loading.await("loading");
        try (Cache<Long> numbers = Program.numbers(server.port());
                RawRedis raw = server.raw()) {
            raw.command("SET", "fleet:1:" + Program.KEY, "5");
            assertThat(numbers.increment(Program.KEY)).isEqualTo(6);
            raw.command("DEL", "fleet:1:" + Program.KEY);
            assertThat(loading.awaitEnd()).contains("refused", "got old");
            assertThat(numbers.contains(Program.KEY)).isFalse();
        }
    }

    @Test
    void a_loader_that_throws_runs_once_and_all_processes_hear_of_it() {
        for (int i = 0; i < 4; i++) {
            program(5, 2_000, 10_000, Program.BROKEN);
        }
        programs.forEach(each -> each.await("ready"));
        programs.forEach(RunningProgram::go);
        List<List<String>> said =
                programs.stream().map(RunningProgram::awaitEnd).toList();
        assertThat(said)
                .allSatisfy(lines -> assertThat(lines.stream().filter(line -> line.startsWith("failed ")))
                        .hasSize(5));
        assertThat(said.stream().flatMap(List::stream)).noneMatch(line -> line.startsWith("got "));
        // the cool-down lasts a second, and a process may have no turn for longer than that
        assertThat(loads()).as("loads, by %s", said).isBetween(1L, 2L);
        List<String> first = said.stream()
                .filter(lines -> lines.contains("loading"))
                .findFirst()
                .orElseThrow();
        assertThat(first.stream().filter(line -> line.startsWith("failed ")))
                .allMatch(line -> line.endsWith(Program.BROKEN))
                .areAtLeast(
                        1,
                        new Condition<>(
                                line -> line.contains("failed java.lang.IllegalState"), "the exception itself"));
        assertThat(said.stream().filter(lines -> !lines.contains("loading")).flatMap(List::stream))
                .filteredOn(line -> line.startsWith("failed "))
                .allMatch(line -> line.contains("failed a moment ago"));
    }

    @Test
    void the_caller_gets_its_value_although_redis_was_killed_while_it_loaded() {
        RunningProgram loading = program(1, 1_000, 10_000, "its own");
        loading.await("ready").go();
        loading.await("loading");
        server.kill();
        assertThat(loading.awaitEnd()).contains("got its own");
    }
}
