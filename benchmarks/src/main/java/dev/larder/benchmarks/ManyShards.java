package dev.larder.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.Hashing;
import dev.larder.Shard;
import dev.larder.internal.store.Placement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Works out what shards cost, by placing keys as a cache does: prints the tables of the page on topologies. */
public final class ManyShards {
    private static final long KEYS_IN_ALL = 1_000_000_000;
    private static final int SAMPLE = 2_000_000;
    private static final int BATCHES = 2_000;
    private static final int PROCESSES = 50;
    private static final int POOL = 16;
    private static final int BYTES_A_KEY = 500;

    private final int shards;
    private final Placement placement;

    private ManyShards(int shards) {
        this.shards = shards;
        this.placement = placement(shards);
    }

    /** Prints a line for each number of shards. */
    public static void main(String[] args) {
        System.out.printf(
                "%7s %10s %10s %10s %10s %10s %10s %12s%n",
                "shards", "busiest", "moved", "of 10", "of 100", "of 1000", "GB each", "connections");
        for (int shards : new int[] {1, 2, 3, 5, 10, 20, 50, 100}) {
            System.out.println(new ManyShards(shards).line());
        }
    }

    private static Placement placement(int shards) {
        return Placement.of(
                Hashing.RENDEZVOUS,
                IntStream.range(0, shards)
                        .mapToObj(i -> Shard.of("shard-" + i, "10.0.0." + i + ":6379"))
                        .toList(),
                0);
    }

    String line() {
        return "%7d %10.4f %9.2f%% %10.1f %10.1f %10.1f %10.1f %12d"
                .formatted(
                        shards,
                        busiest(),
                        100 * moved(),
                        serversOf(10),
                        serversOf(100),
                        serversOf(1000),
                        KEYS_IN_ALL * busiest() / shards * BYTES_A_KEY / 1e9,
                        (long) PROCESSES * POOL * shards);
    }

    private static byte[] key(long number) {
        return ("bench:1:key-" + number).getBytes(US_ASCII);
    }

    /** How many keys the busiest has, as a multiple of the mean. */
    double busiest() {
        int[] keys = new int[shards];
        for (int i = 0; i < SAMPLE; i++) {
            keys[placement.shardOf(key(i))]++;
        }
        return Arrays.stream(keys).max().orElse(0) / ((double) SAMPLE / shards);
    }

    /** Which share of the keys moves when one more is added. */
    double moved() {
        Placement more = placement(shards + 1);
        int moved = 0;
        for (int i = 0; i < SAMPLE; i++) {
            byte[] key = key(i);
            moved += placement.shardOf(key) == more.shardOf(key) ? 0 : 1;
        }
        return (double) moved / SAMPLE;
    }

    /** How many servers a call with this many random keys asks. */
    double serversOf(int keys) {
        Random random = new Random(keys);
        List<Integer> counts = IntStream.range(0, BATCHES)
                .mapToObj(batch -> {
                    boolean[] asked = new boolean[shards];
                    int servers = 0;
                    for (int i = 0; i < keys; i++) {
                        int home = placement.shardOf(key(random.nextInt(1_000_000_000)));
                        servers += asked[home] ? 0 : 1;
                        asked[home] = true;
                    }
                    return servers;
                })
                .toList();
        return counts.stream().mapToInt(Integer::intValue).average().orElse(0);
    }
}
