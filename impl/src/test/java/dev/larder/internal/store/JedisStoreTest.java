package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.CacheBuilder;
import dev.larder.RedisUri;
import dev.larder.internal.TestSettings;
import dev.larder.internal.jedis.JedisStore;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class JedisStoreTest extends LeaseContract {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final RawRedis RAW = REDIS.raw();

    @AfterAll
    static void stop() {
        RAW.close();
        REDIS.close();
    }

    @Override
    Store open() {
        RAW.command("FLUSHALL");
        return new JedisStore(RedisUri.parse(REDIS.uri()), TestSettings.of(CacheBuilder.connectTo(REDIS.uri())));
    }

    @Override
    boolean plantList(byte[] key) {
        RAW.command(utf8("RPUSH"), key, utf8("item"));
        return true;
    }

    @Test
    void scripts_that_the_server_forgot_are_sent_again() {
        store.set(key("n"), utf8("1"), Store.FOREVER);
        for (int i = 0; i < 3; i++) {
            RAW.command("SCRIPT", "FLUSH");
            assertThat(store.increment(key("n").bytes(), 1, Long.MIN_VALUE, Long.MAX_VALUE))
                    .hasValue(2 + i);
        }
    }

    @Test
    void a_value_with_its_time_and_a_write_with_its_revocation_take_one_round_trip() {
        List<Consumer<Store>> operations = List.of(
                s -> s.set(key("k"), V, 1000),
                s -> s.read(key("k").bytes()),
                s -> s.add(key("k"), V, 1000),
                s -> s.delete(key("k")),
                s -> s.setMany(List.of(new Write(key("a"), V, 1000), new Write(key("b"), V, 1000))),
                s -> s.deleteMany(List.of(key("a"), key("b"))));
        store.ping();
        for (Consumer<Store> operation : operations) {
            long before = reads();
            operation.accept(store);
            // the other one is that of the question itself
            assertThat(reads() - before).isEqualTo(2);
        }
    }

    /** How often the server was woken to read from its connections. */
    private static long reads() {
        String info = String.valueOf(RAW.text("INFO", "stats"));
        return info.lines()
                .filter(line -> line.startsWith("total_reads_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }
}
