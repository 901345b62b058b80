package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;

import dev.larder.internal.jedis.TestSettings;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Three servers, two of which share the keys before and all three after. */
abstract class MovingHome extends StoreContract {
    private static final List<RedisProcess> SERVERS =
            Stream.generate(RedisProcess::start).limit(3).toList();

    private final List<Store> servers =
            SERVERS.stream().<Store>map(each -> TestSettings.store(each.uri())).toList();
    final Store before = new ShardedStore(servers.subList(0, 2), key -> place(key, 2));
    final Store after = new ShardedStore(servers, key -> place(key, 3));

    private static int place(byte[] key, int of) {
        return Math.floorMod(Arrays.hashCode(key), of);
    }

    private int homeOf(byte[] key) {
        return place(key, store() instanceof MovingToStore ? 2 : 3);
    }

    @Override
    public long ttlOf(byte[] home, byte[] tokenKey) {
        return servers.get(place(home, 2)).ttl(tokenKey);
    }

    @Override
    public void plantList(byte[] key) {
        try (RawRedis raw = SERVERS.get(homeOf(key)).raw()) {
            raw.command(bytes("RPUSH"), key, bytes("element"));
        }
    }

    @BeforeEach
    void empty_the_servers() {
        SERVERS.forEach(each -> {
            try (RawRedis raw = each.raw()) {
                raw.text("FLUSHALL");
            }
        });
    }

    @AfterEach
    void close_the_store() {
        store().close();
    }
}
