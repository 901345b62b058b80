package dev.larder.internal.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends what django-redis-cache sends for {@code get_or_set}, {@code set} and {@code delete}, as {@code herd.json} has it. */
final class DjangoCache implements AutoCloseable {
    private static final String RELEASE =
            "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

    private final RawRedis redis;

    DjangoCache(RedisProcess server) {
        this.redis = server.raw();
    }

    RawRedis redis() {
        return redis;
    }

    /** The value in JSON; null where Python's callers get None. Times are in seconds, null for none. */
    @Nullable
    String getOrSet(
            String key,
            Supplier<String> defaultValue,
            int timeout,
            @Nullable Integer lockTimeout,
            @Nullable Integer staleTimeout) {
        String fresh = redis.text("GET", "__fresh__" + key);
        String value = redis.text("GET", key);
        if (fresh != null) {
            return value;
        }
        String token = UUID.randomUUID().toString().replace("-", "");
        if (!lock(key, token, lockTimeout)) {
            return value;
        }
        String computed = defaultValue.get();
        redis.command("MULTI");
        if (staleTimeout == null) {
            redis.command("SET", key, computed);
        } else {
            redis.command("SET", key, computed, "EX", String.valueOf(timeout + staleTimeout));
        }
        redis.command("SET", "__fresh__" + key, "1", "EX", String.valueOf(timeout));
        redis.command("EXEC");
        if (redis.number("EVAL", RELEASE, "1", "__lock__" + key, token) == 0) {
            throw new IllegalStateException("LockNotOwnedError");
        }
        return computed;
    }

    boolean lock(String key, String token, @Nullable Integer lockTimeout) {
        Object locked = lockTimeout == null
                ? redis.command("SET", "__lock__" + key, token, "NX")
                : redis.command("SET", "__lock__" + key, token, "PX", String.valueOf(lockTimeout * 1000), "NX");
        return locked != null;
    }

    void set(String key, String json) {
        redis.command("SET", key, json, "EX", "300");
    }

    /** Leaves the marker, as Python does. */
    void delete(String key) {
        redis.command("DEL", key);
    }

    @Nullable
    String get(String key) {
        byte[] value = redis.get(key);
        return value == null ? null : new String(value, UTF_8);
    }

    @Override
    public void close() {
        redis.close();
    }
}
