package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class JedisStoreTest extends ServerHome {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final byte[] V = {'v'};

    JedisStoreTest() {
        super(REDIS);
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @Test
    void a_value_with_its_time_and_a_write_with_its_revocation_take_one_round_trip() {
        EntryKey a = EntryKey.of(new byte[] {'a'}, new byte[] {'l', 'a'});
        EntryKey b = EntryKey.of(new byte[] {'b'}, new byte[] {'l', 'b'});
        List<Consumer<Store>> operations = List.of(
                s -> s.set(a, V, 1000),
                s -> s.read(a),
                s -> s.add(a, V, 1000),
                s -> s.delete(a),
                s -> s.setMany(List.of(new Write(a, V, 1000), new Write(b, V, 1000))),
                s -> s.readMany(List.of(a, b)),
                s -> s.deleteMany(List.of(a, b)));
        store().ping();
        try (RawRedis raw = REDIS.raw()) {
            for (Consumer<Store> operation : operations) {
                long before = reads(raw);
                operation.accept(store());
                // the other one is that of the question itself
                assertThat(reads(raw) - before).isEqualTo(2);
            }
        }
    }

    /** How often the server has read from its connections. */
    private static long reads(RawRedis raw) {
        return String.valueOf(raw.text("INFO", "stats"))
                .lines()
                .filter(line -> line.startsWith("total_reads_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
    }
}
