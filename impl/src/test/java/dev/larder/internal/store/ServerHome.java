package dev.larder.internal.store;

import dev.larder.internal.jedis.TestSettings;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A home on a real server, which is emptied before each test. */
abstract class ServerHome extends StoreContract {
    private final RedisProcess server;
    private final Store store;

    ServerHome(RedisProcess server) {
        this(server, TestSettings.store(server.uri()));
    }

    ServerHome(RedisProcess server, Store store) {
        this.server = server;
        this.store = store;
    }

    @Override
    public final Store store() {
        return store;
    }

    @Override
    public final void plantList(byte[] key) {
        try (RawRedis raw = server.raw()) {
            raw.command(StoreHome.bytes("RPUSH"), key, StoreHome.bytes("element"));
        }
    }

    @BeforeEach
    final void empty_the_server() {
        try (RawRedis raw = server.raw()) {
            raw.command("FLUSHALL");
        }
    }

    @AfterEach
    final void close_the_store() {
        store.close();
    }
}
