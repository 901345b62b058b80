package dev.larder.internal;

import dev.larder.Shard;
import dev.larder.testkit.RedisReplicas;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several primaries, each with its replicas. */
record Fleet(List<RedisReplicas> groups) implements AutoCloseable {
    static Fleet start(int groups, int replicas) {
        return new Fleet(Stream.generate(() -> RedisReplicas.start(replicas))
                .limit(groups)
                .toList());
    }

    Shard[] shards() {
        return IntStream.range(0, groups.size())
                .mapToObj(i -> Shard.of("shard-" + i, groups.get(i).primary().uri())
                        .replicas(groups.get(i).replicaUris().toArray(String[]::new)))
                .toArray(Shard[]::new);
    }

    @Override
    public void close() {
        groups.forEach(RedisReplicas::close);
    }
}
