package dev.larder.benchmarks.rivals;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured at one time.
 *
 * @param bytes how long a value is
 * @param keys how many keys a call has
 * @param lateMicros how late replies are, as on a network
 */
record Scenario(Operation operation, int bytes, int keys, int shards, int threads, boolean isVirtual, int lateMicros) {
    private static final int[] BYTES = {100, 1_000, 100_000};
    private static final int[] KEYS = {10, 100, 1_000};
    private static final int[] SHARDS = {1, 4, 8};
    private static final int[] THREADS = {1, 8, 64};
    private static final int[] LATE = {0, 500, 1_000};
    /** More bytes in a single call measure the memory of the machine. */
    private static final int MOST_BYTES = 1_000_000;

    /** A call about one key, by threads of the platform, on one server. */
    static Scenario of(Operation operation, int bytes, int threads, int lateMicros) {
        return new Scenario(operation, bytes, 1, 1, threads, false, lateMicros);
    }

    private static Scenario ofMany(Operation operation, int keys, int shards, int lateMicros) {
        return new Scenario(operation, 100, keys, shards, 1, false, lateMicros);
    }

    private Scenario virtual() {
        return new Scenario(operation, bytes, keys, shards, threads, true, lateMicros);
    }

    /** Those that run if none are named: one thing is changed at a time. */
    static List<Scenario> some() {
        List<Scenario> some = new ArrayList<>();
        for (int threads : THREADS) {
            for (int late : new int[] {0, 1_000}) {
                some.add(of(Operation.GET, 1_000, threads, late));
            }
        }
        some.add(of(Operation.GET, 1_000, 1, 500));
        for (int threads : new int[] {1, 64}) {
            some.add(of(Operation.GET, 100, threads, 0));
            some.add(of(Operation.GET, 100_000, threads, 0));
            some.add(of(Operation.MISS, 1_000, threads, 0));
            some.add(of(Operation.SET, 1_000, threads, 0));
            some.add(of(Operation.GET_OR_SET, 1_000, threads, 0));
            some.add(of(Operation.INCREMENT, 1_000, threads, 0));
        }
        some.add(of(Operation.SET, 1_000, 64, 1_000));
        some.add(of(Operation.SET, 100_000, 1, 0));
        for (int keys : KEYS) {
            some.add(ofMany(Operation.GET_MANY, keys, 1, 0));
            some.add(ofMany(Operation.SET_MANY, keys, 1, 0));
        }
        for (int shards : new int[] {4, 8}) {
            some.add(ofMany(Operation.GET_MANY, 100, shards, 0));
            some.add(ofMany(Operation.GET_MANY, 100, shards, 1_000));
            some.add(ofMany(Operation.SET_MANY, 100, shards, 1_000));
        }
        if (Threads.areVirtualKnown()) {
            some.add(of(Operation.GET, 1_000, 64, 0).virtual());
            some.add(of(Operation.GET, 1_000, 64, 1_000).virtual());
        }
        return some;
    }

    /** All that there are. */
    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (int bytes : operation == Operation.INCREMENT ? new int[] {1_000} : BYTES) {
                for (int keys : operation.isOfMany() ? KEYS : new int[] {1}) {
                    for (int shards : operation.isOfMany() ? SHARDS : new int[] {1}) {
                        addAll(all, operation, bytes, keys, shards);
                    }
                }
            }
        }
        return all;
    }

    private static void addAll(List<Scenario> all, Operation operation, int bytes, int keys, int shards) {
        if ((long) bytes * keys > MOST_BYTES) {
            return;
        }
        for (int threads : THREADS) {
            for (int late : LATE) {
                Scenario scenario = new Scenario(operation, bytes, keys, shards, threads, false, late);
                all.add(scenario);
                if (threads > 1 && Threads.areVirtualKnown()) {
                    all.add(scenario.virtual());
                }
            }
        }
    }

    /** How it is named in tables and chosen by a pattern. */
    String name() {
        StringBuilder name = new StringBuilder().append(operation);
        if (operation.isOfMany()) {
            name.append(' ').append(keys).append(shards == 1 ? " on 1 shard" : " on " + shards + " shards");
        }
        if (operation != Operation.INCREMENT) {
            name.append(", ").append(bytes < 1_000 ? bytes + " B" : bytes / 1_000 + " kB");
        }
        name.append(", ").append(threads).append(isVirtual ? " virtual" : "");
        name.append(threads == 1 ? " thread" : " threads");
        return lateMicros == 0 ? name.toString() : name + ", " + lateMicros / 1_000.0 + " ms late";
    }
}
