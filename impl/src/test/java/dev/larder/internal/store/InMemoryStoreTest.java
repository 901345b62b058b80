package dev.larder.internal.store;

import java.time.InstantSource;

class InMemoryStoreTest extends StoreContract {
    private final Store store = new InMemoryStore(InstantSource.system());

    @Override
    public Store store() {
        return store;
    }
}
