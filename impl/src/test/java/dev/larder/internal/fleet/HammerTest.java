package dev.larder.internal.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisCluster;
import dev.larder.testkit.RedisProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two processes that change a database and then the cache, as fast as they can, while both load: nobody who begins to read after
 * a change finds what was loaded before it. {@code -Dhammer.seconds=N} for longer or shorter blows.
 */
@Tag("soak")
class HammerTest {
    private static final int PROCESSES = 2;
    private static final long SECONDS = Long.getLong("hammer.seconds", 60);
    private static final int EVENTS_TOLD = 120;

    /** What is done meanwhile, again and again. */
    private interface Meanwhile {
        void happens() throws Exception;
    }

    private static final Meanwhile NOTHING = () -> Thread.sleep(10);

    private final List<AutoCloseable> servers = new ArrayList<>();
    private final List<RunningProgram> programs = new ArrayList<>();
    private final String name;

    @TempDir
    private Path folder;

    HammerTest(TestInfo info) {
        this.name = info.getTestMethod().orElseThrow().getName() + " " + info.getDisplayName();
    }

    private Path ledgerFile() {
        return folder.resolve("ledger");
    }

    @AfterEach
    void stop() throws Exception {
        for (RunningProgram each : programs) {
            each.close();
        }
        for (AutoCloseable each : servers) {
            each.close();
        }
    }

    private RedisProcess server() {
        return started(RedisProcess.onTcp());
    }

    private RedisProcess started(RedisProcess.Builder builder) {
        RedisProcess server = builder.start();
        servers.add(server);
        return server;
    }

    private static Blows on(RedisProcess server) {
        return Blows.on("single", List.of(server.uri()));
    }

    /** Strikes until the time is over or something breaks; returns what all have said. */
    private List<String> strike(Blows blows, Meanwhile meanwhile) throws Exception {
        Ledger ledger = Ledger.in(ledgerFile());
        for (int i = 0; i < PROCESSES; i++) {
            programs.add(RunningProgram.start(HammerProgram.class, blows.arguments(ledgerFile())));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end && !ledger.isOver()) {
            meanwhile.happens();
        }
        ledger.end();
        List<String> said =
                programs.stream().flatMap(each -> each.awaitEnd().stream()).toList();
        System.out.println(name + ": " + counts(said));
        return said;
    }

    private static Map<String, Long> counts(List<String> said) {
        Map<String, Long> counts = new TreeMap<>();
        said.stream()
                .map(line -> line.split(" ", -1))
                .filter(words -> words.length == 2)
                .forEach(words -> counts.merge(words[0], Long.parseLong(words[1]), Long::sum));
        return counts;
    }

    private static Stream<String> violations(List<String> said) {
        return said.stream().filter(line -> line.startsWith("violation "));
    }

    private void nothingOldIsRead(Blows blows, Meanwhile meanwhile) throws Exception {
        List<String> said = strike(blows, meanwhile);
        assertThat(violations(said)).as(() -> trace(said)).isEmpty();
        assertThat(counts(said))
                .as("what was done, by %s", said)
                .containsEntry("violations", 0L)
                .containsEntry("outages", 0L)
                .hasEntrySatisfying("reads", count -> assertThat(count).isPositive())
                .hasEntrySatisfying("hits", count -> assertThat(count).isPositive())
                .hasEntrySatisfying("loads", count -> assertThat(count).isPositive())
                .hasEntrySatisfying("rejected", count -> assertThat(count).isPositive())
                .hasEntrySatisfying("mutations", count -> assertThat(count).isPositive());
    }

    private String trace(List<String> said) {
        int key = violations(said)
                .map(line -> Integer.parseInt(line.split(" ", -1)[1]))
                .findFirst()
                .orElse(0);
        return "what happened to '" + HammerProgram.KEYS.get(key) + "' before:\n"
                + String.join("\n", Ledger.in(ledgerFile()).trace(key, EVENTS_TOLD)) + "\n";
    }

    // --- one server

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000, 1_000_000})
    void values_of_this_many_bytes(int bytes) throws Exception {
        nothingOldIsRead(on(server()).valueBytes(bytes), NOTHING);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void values_that_live_shorter_than_they_take_to_load(int bytes) throws Exception {
        nothingOldIsRead(on(server()).valueBytes(bytes).keptFor(3, 3).loadMillis(20), NOTHING);
    }

    @Test
    void values_that_are_served_stale() throws Exception {
        nothingOldIsRead(on(server()).keptFor(5, 50), NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-random", "allkeys-lru"})
    void a_full_server_that_evicts_leases_and_entries(String policy) throws Exception {
        RedisProcess server =
                started(RedisProcess.onTcp().setting("maxmemory-policy", policy).setting("maxmemory", "12mb"));
        byte[] filling = new byte[100_000];
        try (RawRedis raw = server.raw()) {
            nothingOldIsRead(on(server).valueBytes(100_000), () -> {
                String key = "filling" + ThreadLocalRandom.current().nextInt(200);
                raw.command("SET".getBytes(US_ASCII), key.getBytes(US_ASCII), filling);
            });
            assertThat(raw.text("INFO", "stats")).doesNotContain("evicted_keys:0\r\n");
        }
    }

    // --- many servers

    @Test
    void three_shards() throws Exception {
        nothingOldIsRead(Blows.on("sharded", List.of(server().uri(), server().uri(), server().uri())), NOTHING);
    }

    @Test
    void a_cluster_while_a_slot_moves_to_and_fro() throws Exception {
        RedisCluster cluster = RedisCluster.start(3, 0);
        servers.add(cluster);
        int slot = cluster.slotOf("{m}");
        nothingOldIsRead(Blows.on("cluster", cluster.uris()), () -> {
            RedisProcess owner = cluster.primaryOf(slot);
            List<RedisProcess> others =
                    cluster.primaries().stream().filter(node -> node != owner).toList();
            cluster.startMigrating(slot, others.get(ThreadLocalRandom.current().nextInt(others.size())));
            Thread.sleep(ThreadLocalRandom.current().nextInt(30));
            cluster.finishMigrating(slot);
            Thread.sleep(ThreadLocalRandom.current().nextInt(200));
        });
    }

    // --- the hammer itself

    @Test
    void a_stranger_who_deletes_without_ending_leases_is_noticed() throws Exception {
        List<String> said = strike(on(server()).revokingNothing(), NOTHING);
        assertThat(violations(said)).isNotEmpty();
    }
}
