package dev.larder.testkit;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.ValueType;

/** Where the topics of {@link CacheContract} get their caches; all are closed after the test. */
interface Caches {
    /** The prefix that this test has for itself. */
    String prefix();

    /** A builder under {@link #prefix}, the same for the whole test, at version 1. */
    CacheBuilder caches();

    /** The builder of another program under the same prefix; {@link #caches} itself where builders share no entries. */
    CacheBuilder othersCaches();

    /** Closes the cache after the test. */
    <V> Cache<V> opened(Cache<V> cache);

    /** Checks what others have written: at once, or again until it is so where that takes a while. */
    void sees(Runnable check);

    /** A cache of {@link #caches}. */
    default <V> Cache<V> cache(Class<V> type) {
        return opened(caches().build(type));
    }

    /** A cache of {@link #caches}. */
    default <V> Cache<V> cache(ValueType<V> type) {
        return opened(caches().build(type));
    }

    /** A cache of text. */
    default Cache<String> texts() {
        return cache(String.class);
    }

    /** The cache of text of another program. */
    default Cache<String> othersTexts() {
        return opened(othersCaches().build(String.class));
    }
}
