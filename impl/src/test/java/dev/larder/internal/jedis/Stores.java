package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.CacheBuilder;
import dev.larder.internal.store.EntryKey;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Stores on one server, with short timeouts. */
final class Stores {
    static final Duration TIMEOUT = Duration.ofMillis(400);

    private Stores() {}

    static JedisStore on(String uri) {
        return on(uri, builder -> builder);
    }

    static JedisStore on(String uri, UnaryOperator<CacheBuilder> how) {
        return TestSettings.store(
                uri, builder -> how.apply(builder.connectTimeout(TIMEOUT).socketTimeout(TIMEOUT)));
    }

    static EntryKey key(String name) {
        return EntryKey.of(name.getBytes(UTF_8), ("lease of " + name).getBytes(UTF_8));
    }
}
