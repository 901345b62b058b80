package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.text;
import static dev.larder.internal.store.StoreHome.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.jedis.JedisStore;
import dev.larder.internal.jedis.TestSettings;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.RedisReplicas;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicatedStoreTest extends StoreContract {
    private static final RedisReplicas SERVERS = RedisReplicas.start(2);

    private final Alarm alarm = new ThreadPerServer();
    private final ReplicatedStore store = open(alarm);

    private static ReplicatedStore open(Alarm alarm) {
        return new ReplicatedStore(
                member(SERVERS.primary()),
                SERVERS.replicas().stream().map(ReplicatedStoreTest::member).toList(),
                alarm,
                "test");
    }

    private static ReplicatedStore.Member member(RedisProcess server) {
        JedisStore store = TestSettings.store(server.uri());
        return new ReplicatedStore.Member(store, store);
    }

    @AfterAll
    static void stop() {
        SERVERS.close();
    }

    @BeforeEach
    void empty_the_servers() {
        SERVERS.restore();
        try (RawRedis raw = SERVERS.primary().raw()) {
            raw.text("FLUSHALL");
        }
        SERVERS.awaitInSync();
    }

    @AfterEach
    void close_the_store() {
        store.close();
        alarm.close();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public void plantList(byte[] key) {
        try (RawRedis raw = SERVERS.primary().raw()) {
            raw.command(bytes("RPUSH"), key, bytes("element"));
        }
        SERVERS.awaitInSync();
    }

    private static long gets(RedisProcess server) {
        try (RawRedis raw = server.raw()) {
            return String.valueOf(raw.text("INFO", "commandstats"))
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_get:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
                    .sum();
        }
    }

    private long getsOfReplicas() {
        return SERVERS.replicas().stream().mapToLong(ReplicatedStoreTest::gets).sum();
    }

    /** Waits until replicas answer for this key. */
    private void untilReplicasAnswer(String name) {
        until(() -> {
            long before = gets(SERVERS.primary());
            IntStream.range(0, 10).forEach(i -> store.get(key(name)));
            return gets(SERVERS.primary()) == before;
        });
    }

    @Test
    void reads_are_spread_over_the_replicas() {
        keep("k");
        untilReplicasAnswer("k");
        until(() -> SERVERS.replicas().stream().noneMatch(this::idles));
        List<Long> before =
                SERVERS.replicas().stream().map(ReplicatedStoreTest::gets).toList();
        long primary = gets(SERVERS.primary());
        IntStream.range(0, 200).forEach(i -> store.get(key("k")));
        for (int i = 0; i < 2; i++) {
            assertThat(gets(SERVERS.replicas().get(i)) - before.get(i)).isGreaterThan(40);
        }
        assertThat(gets(SERVERS.primary())).isEqualTo(primary);
        store.latest().get(key("k"));
        assertThat(gets(SERVERS.primary())).isEqualTo(primary + 1);
    }

    @Test
    void what_this_process_wrote_is_never_read_older() throws Exception {
        keep("other");
        untilReplicasAnswer("other");
        SERVERS.lag(SERVERS.replicas().get(0), Duration.ofMillis(150));
        SERVERS.lag(SERVERS.replicas().get(1), Duration.ofMillis(40));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Long>> oldReads = IntStream.range(0, 4)
                    .mapToObj(thread -> threads.submit(() -> writeAndRead("mine" + thread)))
                    .toList();
            for (Future<Long> each : oldReads) {
                assertThat(each.get()).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(getsOfReplicas()).isPositive();
    }

    private long writeAndRead(String name) {
        long older = 0;
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            if (i % 7 == 0) {
                store.delete(key(name));
                older += store.get(key(name)) == null ? 0 : 1;
            } else {
                store.set(key(name), bytes("" + i), MINUTE);
                older += ("" + i).equals(text(store.get(key(name)))) ? 0 : 1;
            }
            StoreHome.pause(i % 3 == 0 ? 30 : 1);
        }
        return older;
    }

    @Test
    void a_replica_that_has_lost_its_primary_is_left_out_until_it_is_back() {
        keep("k");
        untilReplicasAnswer("k");
        RedisProcess lost = SERVERS.replicas().get(0);
        SERVERS.cutOff(lost);
        until(() -> idles(lost));
        assertThat(text(store.get(key("k")))).isEqualTo("value of k");
        SERVERS.restore(lost);
        until(() -> !idles(lost));
    }

    /** Whether none of many reads comes to this server. */
    private boolean idles(RedisProcess server) {
        long before = gets(server);
        IntStream.range(0, 40).forEach(i -> store.get(key("k")));
        return gets(server) == before;
    }

    @Test
    void replicas_that_are_all_down_leave_the_reads_to_the_primary() {
        keep("k");
        untilReplicasAnswer("k");
        SERVERS.replicas().forEach(RedisProcess::kill);
        try {
            for (int i = 0; i < 20; i++) {
                assertThat(text(store.get(key("k")))).isEqualTo("value of k");
                assertThat(store.getMany(List.of(key("k"), key("none")))).hasSize(2);
            }
        } finally {
            SERVERS.replicas().forEach(RedisProcess::restart);
            SERVERS.awaitInSync();
        }
        untilReplicasAnswer("k");
    }

    @Test
    void a_replica_whose_link_stalls_in_silence_is_left_out() {
        keep("k");
        untilReplicasAnswer("k");
        RedisProcess stalled = SERVERS.replicas().get(1);
        SERVERS.stall(stalled);
        until(() -> {
            // others write; this process only reads
            try (RawRedis raw = SERVERS.primary().raw()) {
                raw.text("SET", "of others", "v");
            }
            StoreHome.pause(100);
            return idles(stalled);
        });
        assertThat(text(store.get(key("k")))).isEqualTo("value of k");
    }
}
