package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.larder.Shard;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RendezvousTest {
    private static final int KEYS = 100_000;

    record Keys(String what, List<byte[]> keys) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Keys> keys() {
        Random random = new Random(1998);
        return Stream.of(
                keys("counted", i -> ("users:1:" + i).getBytes(UTF_8)),
                keys(
                        "of several kinds",
                        i -> (":1:" + List.of("order", "cart", "session").get(i % 3) + ":" + i * 37).getBytes(UTF_8)),
                keys("long", i -> ("https://example.com/" + "articles/".repeat(10) + i + "/page").getBytes(UTF_8)),
                keys("of eight bytes that count", i ->
                        new byte[] {0, 0, 0, 0, 0, (byte) (i >> 16), (byte) (i >> 8), (byte) i}),
                keys("tagged", i -> ("users:1:{" + i + "}:name").getBytes(UTF_8)),
                keys("random", i -> {
                    byte[] key = new byte[4 + random.nextInt(40)];
                    random.nextBytes(key);
                    return key;
                }));
    }

    private static Keys keys(String what, IntFunction<byte[]> key) {
        return new Keys(what, IntStream.range(0, KEYS).mapToObj(key).toList());
    }

    @ParameterizedTest
    @MethodSource("keys")
    void gives_the_busiest_of_ten_alike_at_most_three_percent_more_than_its_share(Keys keys) {
        for (List<Shard> shards : List.of(
                alike(10),
                IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> shard("cache-" + i + ".example.com:6379"))
                        .toList(),
                IntStream.rangeClosed(1, 10).mapToObj(i -> shard("" + i)).toList())) {
            int[] counts = counts(shards, keys);
            assertThat(IntStream.of(counts).max().orElseThrow() * 10.0 / KEYS).isLessThanOrEqualTo(1.03);
            assertThat(IntStream.of(counts).min().orElseThrow() * 10.0 / KEYS).isGreaterThanOrEqualTo(0.97);
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void an_eleventh_shard_takes_its_share_and_no_other_key_moves(Keys keys) {
        Rendezvous ten = new Rendezvous(alike(10));
        Rendezvous eleven = new Rendezvous(alike(11));
        int[] taken = new int[10];
        for (byte[] key : keys.keys()) {
            int before = ten.shardOf(key);
            int after = eleven.shardOf(key);
            if (after != before) {
                assertThat(after).isEqualTo(10);
                taken[before]++;
            }
        }
        assertThat(IntStream.of(taken).sum() / (double) KEYS).isCloseTo(1 / 11.0, within(0.005));
        for (int each : taken) {
            assertThat(each / (double) KEYS).isCloseTo(1 / 110.0, within(0.002));
        }
    }

    @Test
    void a_shard_that_goes_leaves_its_keys_to_all_others_and_no_other_key_moves() {
        List<Shard> shards = weighing(1, 1, 2, 1, 5);
        Rendezvous all = new Rendezvous(shards);
        for (int gone = 0; gone < shards.size(); gone++) {
            List<Shard> left = new ArrayList<>(shards);
            left.remove(gone);
            Rendezvous others = new Rendezvous(left);
            int[] heirs = new int[shards.size()];
            for (int i = 0; i < 20_000; i++) {
                byte[] key = ("users:1:" + i).getBytes(UTF_8);
                int before = all.shardOf(key);
                int after = shards.indexOf(left.get(others.shardOf(key)));
                if (before == gone) {
                    heirs[after]++;
                } else {
                    assertThat(after).isEqualTo(before);
                }
            }
            assertThat(heirs[gone]).isZero();
            assertThat(IntStream.of(heirs).filter(count -> count > 0).count()).isEqualTo(shards.size() - 1);
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void shares_follow_the_weights(Keys keys) {
        int[] weights = {1, 2, 3, 4, 10};
        int[] counts = counts(weighing(weights), keys);
        for (int i = 0; i < weights.length; i++) {
            assertThat(counts[i] / (double) KEYS).isCloseTo(weights[i] / 20.0, within(0.005));
        }
        int[] extremes = counts(weighing(1, 1000), keys);
        assertThat(extremes[0] / (double) KEYS).isCloseTo(1 / 1001.0, within(0.0005));
    }

    @Test
    void a_greater_weight_only_takes_keys_and_a_smaller_one_only_gives_them() {
        Rendezvous before = new Rendezvous(weighing(1, 1, 1));
        Rendezvous after = new Rendezvous(weighing(1, 2, 1));
        for (int i = 0; i < KEYS; i++) {
            byte[] key = ("users:1:" + i).getBytes(UTF_8);
            assertThat(after.shardOf(key)).isIn(before.shardOf(key), 1);
        }
    }

    @Test
    void the_score_grows_with_the_draw_from_the_lowest_to_the_highest() {
        double[] scores = LongStream.of(0, 1L << 12, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -1L << 13, -1L << 12)
                .mapToDouble(drawn -> Rendezvous.score(drawn, 1))
                .toArray();
        assertThat(scores).isSorted().doesNotHaveDuplicates();
        assertThat(scores[0]).isPositive();
        assertThat(Rendezvous.score(-1, 1000)).isFinite().isGreaterThan(Rendezvous.score(-1, 999));
    }

    @Test
    void weights_that_are_all_the_same_do_not_matter() {
        Rendezvous ones = new Rendezvous(weighing(1, 1, 1, 1));
        Rendezvous sevens = new Rendezvous(weighing(7, 7, 7, 7));
        for (int i = 0; i < KEYS; i++) {
            byte[] key = ("users:1:" + i).getBytes(UTF_8);
            assertThat(sevens.shardOf(key)).isEqualTo(ones.shardOf(key));
        }
    }

    @Test
    void the_order_of_the_list_the_addresses_and_the_replicas_do_not_matter() {
        for (List<Shard> shards : List.of(alike(7), weighing(3, 1, 2, 2, 9))) {
            Rendezvous placement = new Rendezvous(shards);
            List<Shard> elsewhere = new ArrayList<>();
            for (Shard shard : shards) {
                elsewhere.add(Shard.of(shard.name(), "other:" + (7000 + elsewhere.size()))
                        .weight(shard.weight())
                        .replicas("replica:1"));
            }
            Collections.shuffle(elsewhere, new Random(7));
            Rendezvous moved = new Rendezvous(elsewhere);
            for (int i = 0; i < 10_000; i++) {
                byte[] key = ("users:1:" + i).getBytes(UTF_8);
                assertThat(elsewhere.get(moved.shardOf(key)).name())
                        .isEqualTo(shards.get(placement.shardOf(key)).name());
            }
        }
    }

    /** Made by an independent implementation in Python. Keys that are there would be lost if one of these changed. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "'', b, b, /run/redis.sock",
                ":1:key, c, c, cache-1.example.com:6379",
                "users:1:12345, c, c, /run/redis.sock",
                "users:1:12346, b, b, /run/redis.sock",
                "users:1:12347, c, c, [::1]:6379/2",
                "orders:7:2024-02-29, a, a, größe",
                "users:1:{42}:name, c, c, größe",
                "users:1:{42}:mail, c, c, größe",
                "42, c, c, größe",
                "users:1:{}:x, a, a, cache-1.example.com:6379",
                "a{b, b, b, /run/redis.sock",
                "grüße:1:☃, c, c, cache-1.example.com:6379",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, a, c, [::1]:6379/2",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, c, c, [::1]:6379/2",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, a, c, cache-2.example.com:6379",
            })
    void places_keys_for_ever_as_today(String key, String alike, String weighing, String addressed) {
        assertThat(placed(key, shard("a"), shard("b"), shard("c"))).isEqualTo(alike);
        assertThat(placed(key, shard("a"), shard("b").weight(2), shard("c").weight(3)))
                .isEqualTo(weighing);
        assertThat(placed(
                        key,
                        shard("cache-1.example.com:6379"),
                        shard("cache-2.example.com:6379"),
                        shard("[::1]:6379/2"),
                        shard("/run/redis.sock"),
                        shard("größe")))
                .isEqualTo(addressed);
    }

    @Test
    void places_a_run_of_keys_for_ever_as_today() {
        StringBuilder alike = new StringBuilder();
        StringBuilder weighing = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            alike.append(placed("users:1:" + i, shard("a"), shard("b"), shard("c")));
            weighing.append(placed(
                    "users:1:" + i, shard("a"), shard("b").weight(2), shard("c").weight(3)));
        }
        assertThat(alike).hasToString("cbbaaccabbacaaacbcccbabccbcbcbbbcbbabcabacacbccbcbaabcabbbacbbac");
        assertThat(weighing).hasToString("cbbaccccbbccaaccbcccbabccbcbcbbbccbbbcabacacbccbcbbcbccbbbccbbac");
    }

    @Test
    void allocates_nothing() throws JMException {
        List<byte[]> keys =
                keys("", i -> ("users:1:" + i + ":{" + i % 7).getBytes(UTF_8)).keys();
        for (Rendezvous placement : List.of(new Rendezvous(alike(10)), new Rendezvous(weighing(1, 2, 3, 4)))) {
            allocatedBy(placement, keys);
            allocatedBy(placement, keys);
            assertThat(allocatedBy(placement, keys)).isLessThan(KEYS);
        }
    }

    // less than a byte a key; the JIT and the question itself may allocate a little
    private static long allocatedBy(Rendezvous placement, List<byte[]> keys) throws JMException {
        byte[][] each = keys.toArray(byte[][]::new);
        long before = allocatedSoFar();
        int sum = 0;
        for (byte[] key : each) {
            sum += placement.shardOf(key);
        }
        long allocated = allocatedSoFar() - before;
        assertThat(sum).isPositive();
        return allocated;
    }

    // by name, for the module of these classes does not read com.sun.management
    private static long allocatedSoFar() throws JMException {
        return (long) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                        "getThreadAllocatedBytes",
                        new Object[] {Thread.currentThread().getId()},
                        new String[] {"long"});
    }

    private static int[] counts(List<Shard> shards, Keys keys) {
        Rendezvous placement = new Rendezvous(shards);
        int[] counts = new int[shards.size()];
        keys.keys().forEach(key -> counts[placement.shardOf(key)]++);
        return counts;
    }

    private static String placed(String key, Shard... shards) {
        return shards[new Rendezvous(List.of(shards)).shardOf(key.getBytes(UTF_8))].name();
    }

    private static List<Shard> alike(int count) {
        return IntStream.range(0, count).mapToObj(i -> shard("shard-" + i)).toList();
    }

    private static List<Shard> weighing(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> shard("shard-" + i).weight(weights[i]))
                .toList();
    }

    private static Shard shard(String name) {
        return Shard.of(name, "h:6379");
    }
}
