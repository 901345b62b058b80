package dev.larder.benchmarks;

import dev.larder.Hashing;
import dev.larder.Shard;
import dev.larder.internal.store.Placement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding the shard of a key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Placing {
    private static final byte[] KEY = "users:1:ada.lovelace@example.org".getBytes(StandardCharsets.UTF_8);

    /** How many shards. */
    @Param({"10", "100"})
    public int shards = 10;

    private Placement rendezvous = placement(Hashing.RENDEZVOUS);
    private Placement ring = placement(Hashing.DJANGO);

    /** For JMH. */
    public Placing() {}

    /** As many as asked for. */
    @Setup
    public void place() {
        rendezvous = placement(Hashing.RENDEZVOUS);
        ring = placement(Hashing.DJANGO);
    }

    private Placement placement(Hashing hashing) {
        List<Shard> all = IntStream.range(0, shards)
                .mapToObj(i -> Shard.of("shard-" + i, "10.0.0." + i + ":6379"))
                .toList();
        return Placement.of(hashing, all, 0);
    }

    /** By rendezvous hashing. */
    @Benchmark
    public int rendezvous() {
        return rendezvous.shardOf(KEY);
    }

    /** By the ring of django-redis-cache. */
    @Benchmark
    public int ring() {
        return ring.shardOf(KEY);
    }
}
