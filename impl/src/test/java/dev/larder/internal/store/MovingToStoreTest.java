package dev.larder.internal.store;

class MovingToStoreTest extends MovingHome {
    private final Store store = new MovingToStore(before, after, Seen::whole);

    @Override
    public Store store() {
        return store;
    }
}
