package dev.larder.internal.cache;

import dev.larder.internal.store.Matching;
import dev.larder.internal.store.Store;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What goes over many keys of one cache. Removal makes two scans: the first ends the leases, also those of absent entries,
 * so that no load that is under way can bring back what the second removes.
 */
final class Sweep {
    private final Store store;
    private final Keyspace keyspace;
    private final Loads<?> loads;

    Sweep(Store store, Keyspace keyspace, Loads<?> loads) {
        this.store = store;
        this.keyspace = keyspace;
        this.loads = loads;
    }

    Stream<String> keys(String glob) {
        return store.scan(keyspace.entries(glob)).map(keyspace::keyOf).filter(Objects::nonNull);
    }

    long matching(String glob) {
        return remove(
                new Matching(keyspace.leases(glob), keyspace.isLease(glob)),
                new Matching(keyspace.entries(glob), keyspace.isEntry()));
    }

    long version() {
        return matching("*");
    }

    long everyVersion() {
        byte[] everything = keyspace.everyVersion();
        return remove(
                new Matching(everything, keyspace.isLeaseOfAnyVersion()),
                new Matching(everything, keyspace.isEntryOfAnyVersion()));
    }

    private long remove(Matching leases, Matching entries) {
        try {
            return store.removeMatching(leases, entries);
        } finally {
            loads.detachAll();
        }
    }
}
