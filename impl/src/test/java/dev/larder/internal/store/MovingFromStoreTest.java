package dev.larder.internal.store;

class MovingFromStoreTest extends MovingHome {
    private final Store store = new MovingFromStore(before, after, Seen::whole);

    @Override
    public Store store() {
        return store;
    }
}
