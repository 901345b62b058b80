package dev.larder.internal.fleet;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import java.util.ArrayList;
import java.util.List;

/**
 * How the hammer strikes, as it is told to each process.
 *
 * @param kind {@code single}, {@code sharded} or {@code cluster}
 * @param valueBytes how large a value is
 * @param freshMillis how long it is fresh
 * @param keepMillis how long it is kept
 * @param loadMillis how long a loader takes at most, but for a few that take ten times as long
 * @param revokes whether deleting is done by the cache; else by a stranger who does not know of leases
 */
record Blows(
        String kind,
        List<String> uris,
        int valueBytes,
        long freshMillis,
        long keepMillis,
        long loadMillis,
        boolean revokes) {

    /** Small values that live for a minute. */
    static Blows on(String kind, List<String> uris) {
        return new Blows(kind, uris, 10, 60_000, 60_000, 5, true);
    }

    Blows valueBytes(int bytes) {
        return new Blows(kind, uris, bytes, freshMillis, keepMillis, loadMillis, revokes);
    }

    Blows keptFor(long fresh, long keep) {
        return new Blows(kind, uris, valueBytes, fresh, keep, loadMillis, revokes);
    }

    Blows loadMillis(long millis) {
        return new Blows(kind, uris, valueBytes, freshMillis, keepMillis, millis, revokes);
    }

    Blows revokingNothing() {
        return new Blows(kind, uris, valueBytes, freshMillis, keepMillis, loadMillis, false);
    }

    Object[] arguments(Object... first) {
        List<Object> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(kind, valueBytes, freshMillis, keepMillis, loadMillis, revokes));
        all.addAll(uris);
        return all.toArray();
    }

    static Blows of(List<String> words) {
        return new Blows(
                words.get(0),
                words.subList(6, words.size()),
                Integer.parseInt(words.get(1)),
                Long.parseLong(words.get(2)),
                Long.parseLong(words.get(3)),
                Long.parseLong(words.get(4)),
                Boolean.parseBoolean(words.get(5)));
    }

    CacheBuilder connect() {
        String[] all = uris.toArray(String[]::new);
        return CacheBuilder.connectTo(
                switch (kind) {
                    case "sharded" -> Topology.sharded(all);
                    case "cluster" -> Topology.cluster(all);
                    default -> Topology.single(all[0]);
                });
    }
}
