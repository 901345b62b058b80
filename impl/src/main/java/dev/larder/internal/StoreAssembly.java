package dev.larder.internal;

import dev.larder.ConnectionSettings;
import dev.larder.Topology;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.NothingStore;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Store;
import java.time.InstantSource;

/** Puts the stores together that a topology asks for. */
final class StoreAssembly {
    private final ConnectionSettings settings;

    StoreAssembly(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** A new store; contacts no server, and tells of those that go and come. */
    Store open(OutageObserver observer) {
        Topology topology = settings.topology();
        if (topology instanceof Topology.InMemory) {
            return new InMemoryStore(InstantSource.system());
        }
        if (topology instanceof Topology.None) {
            return new NothingStore();
        }
        throw new UnsupportedOperationException(
                "this version connects to single servers only, not to " + topology + "; use Topology.single(uri)");
    }
}
