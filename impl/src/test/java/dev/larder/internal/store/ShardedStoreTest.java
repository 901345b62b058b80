package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.keys;
import static dev.larder.internal.store.StoreHome.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.internal.jedis.TestSettings;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardedStoreTest extends StoreContract {
    private static final List<RedisProcess> SERVERS =
            Stream.generate(RedisProcess::start).limit(3).toList();

    private final List<Store> shards =
            SERVERS.stream().<Store>map(each -> TestSettings.store(each.uri())).toList();
    private final ShardedStore store = new ShardedStore(shards, ShardedStoreTest::home);

    @AfterAll
    static void stop() {
        SERVERS.forEach(RedisProcess::close);
    }

    @BeforeEach
    void empty_the_servers() {
        SERVERS.forEach(each -> ask(each, "FLUSHALL"));
    }

    @AfterEach
    void close_the_store() {
        store.close();
    }

    private static int home(byte[] key) {
        return Math.floorMod(Arrays.hashCode(key), 3);
    }

    private static void ask(RedisProcess server, String... command) {
        try (RawRedis raw = server.raw()) {
            raw.text(command);
        }
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public long ttlOf(byte[] home, byte[] tokenKey) {
        return shards.get(home(home)).ttl(tokenKey);
    }

    @Override
    public void plantList(byte[] key) {
        try (RawRedis raw = SERVERS.get(home(key)).raw()) {
            raw.command(bytes("RPUSH"), key, bytes("element"));
        }
    }

    @Test
    void each_key_lives_on_its_own_shard_alone() {
        keepMany(300);
        for (int i = 0; i < 3; i++) {
            int shard = i;
            assertThat(shards.get(i).scan(bytes("*"))).hasSizeBetween(50, 200).allMatch(key -> home(key) == shard);
        }
    }

    @Test
    void what_lies_on_a_shard_that_is_not_its_own_is_not_found() {
        List<byte[]> keys = keepMany(30);
        byte[] stray = keys.get(7);
        int own = home(stray);
        store.delete(EntryKey.of(stray, bytes("lease")));
        shards.get((own + 1) % 3).set(EntryKey.of(stray, bytes("lease")), bytes("left over"), MINUTE);
        assertThat(store.getMany(keys(keys)).get(7)).isNull();
        assertThat(names(store.scan(bytes("*")))).hasSize(29);
        assertThat(store.unlinkMatching(bytes("*"), key -> true)).isEqualTo(30);
    }

    @Test
    void each_shard_is_asked_once_and_for_its_own_keys_alone() {
        List<byte[]> keys = keepMany(300);
        for (RedisProcess server : SERVERS) {
            ask(server, "CONFIG", "RESETSTAT");
        }
        assertThat(store.getMany(keys(keys))).hasSize(300).doesNotContainNull();
        long lookups = 0;
        for (RedisProcess server : SERVERS) {
            try (RawRedis raw = server.raw()) {
                String stats = String.valueOf(raw.text("INFO", "commandstats"));
                assertThat(stats).contains("cmdstat_mget:calls=1,");
                lookups += Stream.of(String.valueOf(raw.text("INFO", "stats")).split("\r\n"))
                        .filter(line -> line.startsWith("keyspace_hits:") || line.startsWith("keyspace_misses:"))
                        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                        .sum();
            }
        }
        assertThat(lookups).isEqualTo(300);
    }

    @Test
    void all_are_asked_before_the_first_answer_is_waited_for() {
        List<byte[]> keys = keepMany(30);
        // the first shard answers only when it is thawed, and only the others can have it thawed
        SERVERS.get(0).freeze();
        Store watching = new ForwardingStore() {
            @Override
            protected <R extends @Nullable Object> R read(Call<R> call) {
                SERVERS.get(0).thaw();
                return call.on(shards.get(2));
            }

            @Override
            protected <R extends @Nullable Object> R write(Call<R> call) {
                return call.on(shards.get(2));
            }

            @Override
            public void close() {
                // the test closes it
            }
        };
        try {
            Store watched = new ShardedStore(List.of(shards.get(0), shards.get(1), watching), ShardedStoreTest::home);
            assertThat(watched.getMany(keys(keys))).doesNotContainNull();
        } finally {
            SERVERS.get(0).thaw();
        }
    }

    @Test
    void a_shard_that_is_down_costs_only_its_own_keys() {
        List<byte[]> keys = keepMany(30);
        Store down = TestSettings.store("127.0.0.1:1");
        Store halved = new ShardedStore(List.of(shards.get(0), down, shards.get(2)), ShardedStoreTest::home);
        List<Integer> lost = IntStream.range(0, 30)
                .filter(i -> home(keys.get(i)) == 1)
                .boxed()
                .toList();
        assertThatThrownBy(() -> halved.getMany(keys(keys)))
                .isInstanceOfSatisfying(CacheUnavailableException.class, away -> {
                    PartlyAnswered some = Objects.requireNonNull(PartlyAnswered.in(away));
                    List<byte[]> values = some.values();
                    for (int i = 0; i < 30; i++) {
                        assertThat(values.get(i)).isEqualTo(lost.contains(i) ? null : keys.get(i));
                        assertThat(some.isMissing(i)).isEqualTo(lost.contains(i));
                    }
                    assertThat(PartlyAnswered.answered(away, keys)).hasSize(30 - lost.size());
                })
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining(lost.size() + " of 30 keys are there");
        List<Write> writes = keys.stream()
                .map(each -> new Write(EntryKey.of(each, bytes("lease")), bytes("new"), MINUTE))
                .toList();
        assertThatThrownBy(() -> halved.setMany(writes)).isInstanceOf(CacheUnavailableException.class);
        assertThat(store.getMany(keys(keys)).stream().filter(each -> Arrays.equals(each, bytes("new"))))
                .hasSize(30 - lost.size());
        List<EntryKey> all = writes.stream().map(Write::key).toList();
        assertThatThrownBy(() -> halved.deleteMany(all))
                .isInstanceOfSatisfying(
                        CacheUnavailableException.class,
                        away -> assertThat(Objects.requireNonNull(PartlyAnswered.in(away))
                                        .count())
                                .isEqualTo(30 - lost.size()));
        assertThatThrownBy(() -> halved.unlinkMatching(bytes("*"), key -> true))
                .isInstanceOf(CacheUnavailableException.class);
        assertThat(store.size()).isEqualTo(lost.size());
        assertThatThrownBy(halved::ping).isInstanceOf(CacheUnavailableException.class);
        assertThat(halved.get(key(keys.get(lost.get(0) == 0 ? 29 : 0))) == null).isTrue();
    }

    @Test
    void sixty_four_threads_on_eight_shards_with_pools_of_two_never_wait_for_each_other() throws Exception {
        List<RedisProcess> eight = Stream.generate(RedisProcess::start).limit(8).toList();
        Store tight = new ShardedStore(
                eight.stream()
                        .<Store>map(each -> TestSettings.store(
                                each.uri(),
                                builder -> builder.pool(Pool.ofMax(2).maxWait(Duration.ofMinutes(1)))))
                        .toList(),
                key -> Math.floorMod(Arrays.hashCode(key), 8));
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try {
            List<EntryKey> keys =
                    IntStream.range(0, 60).mapToObj(i -> key("k" + i)).toList();
            tight.setMany(keys.stream()
                    .map(each -> new Write(each, bytes("v"), MINUTE))
                    .toList());
            List<Future<Boolean>> done = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(() -> {
                        for (int round = 0; round < 30; round++) {
                            assertThat(tight.getMany(keys)).doesNotContainNull();
                            tight.setMany(IntStream.range(0, 12)
                                    .mapToObj(j -> new Write(key("t" + i + "-" + j), bytes("v"), MINUTE))
                                    .toList());
                        }
                        return true;
                    }))
                    .toList();
            for (Future<Boolean> each : done) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
            tight.close();
            eight.forEach(RedisProcess::close);
        }
    }
}
