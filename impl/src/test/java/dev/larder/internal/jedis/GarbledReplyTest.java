package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.internal.store.Claim;
import dev.larder.internal.store.Commit;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.FlagBit;
import dev.larder.internal.store.Seen;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection that is out of step with its server is not used again. */
@Timeout(60)
class GarbledReplyTest {
    private static final byte[] K = {'k'};
    private static final EntryKey KEY = EntryKey.of(K, new byte[] {'l', 'k'});
    private static final String NUMBER = ":7\r\n";
    private static final String TEXT = "+OK\r\n";
    private static final String LIST = "*0\r\n";

    private static Arguments operation(String name, String answer, Consumer<JedisStore> operation) {
        return Arguments.of(name, answer, operation);
    }

    static Stream<Arguments> answersOfAnotherKind() {
        return Stream.of(
                operation("get", NUMBER, s -> s.get(KEY)),
                operation("get", LIST, s -> s.get(KEY)),
                operation("read", NUMBER + TEXT, s -> s.read(KEY)),
                operation("getMany", TEXT, s -> s.getMany(List.of(KEY))),
                operation("getMany", LIST, s -> s.getMany(List.of(KEY))),
                operation("readMany", LIST + NUMBER, s -> s.readMany(List.of(KEY))),
                operation("exists", TEXT, s -> s.exists(K)),
                operation("ttl", TEXT, s -> s.ttl(K)),
                operation("size", LIST, s -> s.size()),
                operation("scan", TEXT, s -> assertThat(s.scan(K)).isEmpty()),
                operation("delete", NUMBER + TEXT, s -> s.delete(Stores.key("k"))),
                operation("deleteMany", NUMBER + TEXT, s -> s.deleteMany(List.of(Stores.key("k")))),
                operation("expire", TEXT, s -> s.expire(K, 1, new FlagBit(0, 0, 1))),
                operation("deleteIf", TEXT, s -> s.deleteIf(Stores.key("k"), Seen.ABSENT)),
                operation("replaceIf", LIST, s -> s.replaceIf(K, Seen.ABSENT, K)),
                operation("increment", NUMBER, s -> s.increment(KEY, 1, 0, 9)),
                operation("increment", TEXT, s -> s.increment(KEY, 1, 0, 9)),
                operation("acquire", NUMBER, s -> s.acquire(Stores.key("k"), K, null, Seen.ABSENT, 1)),
                operation("acquire", LIST, s -> s.acquire(Stores.key("k"), K, null, Seen.ABSENT, 1)),
                operation(
                        "commit",
                        TEXT,
                        s -> s.commit(new Commit(new Claim(Stores.key("k"), K, Seen.ABSENT), K, Seen.ABSENT, 1))),
                operation("renew", TEXT, s -> s.renew(K, K, K, 1)),
                operation("release", TEXT, s -> s.release(K, K, K)),
                operation("owner", NUMBER, s -> s.owner(K, K)));
    }

    @ParameterizedTest(name = "{0} answered by {1}")
    @MethodSource("answersOfAnotherKind")
    void a_reply_of_another_kind_is_an_outage_and_ends_the_connection(
            String name, String answer, Consumer<JedisStore> operation) throws IOException {
        try (AnsweringServer server = new AnsweringServer(i -> i == 1 ? answer : "$1\r\nv\r\n");
                JedisStore store = Stores.on(server.address(), b -> b.pool(Pool.ofMax(1)))) {
            assertThatThrownBy(() -> operation.accept(store))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContainingAll("'" + name + "'", "does not speak as Redis does");
            assertThat(store.get(KEY)).isEqualTo(new byte[] {'v'});
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void an_error_that_was_read_keeps_the_connection() throws IOException {
        try (AnsweringServer server = new AnsweringServer(i -> "-LOADING Redis is loading the dataset in memory\r\n");
                JedisStore store = Stores.on(server.address())) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.get(KEY))
                        .isInstanceOf(CacheUnavailableException.class)
                        .hasMessageContaining("answers once its data are loaded");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_that_was_one_too_many_is_not_used_again() throws InterruptedException {
        try (RedisProcess redis = RedisProcess.start();
                RawRedis raw = redis.raw();
                JedisStore store = Stores.on(redis.uri(), b -> b.pool(Pool.ofMax(1)))) {
            raw.command("CONFIG", "SET", "maxclients", "1");
            assertThatThrownBy(store::ping)
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContainingAll("max number of clients", "raise its maxclients", "Pool.ofMax");
            raw.command("CONFIG", "SET", "maxclients", "100");
            store.ping();
        }
    }

    @Test
    void nothing_is_asked_for_no_keys() {
        try (RedisProcess redis = RedisProcess.start();
                JedisStore store = Stores.on(redis.uri())) {
            redis.kill();
            assertThat(store.getMany(List.of())).isEmpty();
            assertThat(store.readMany(List.of())).isEmpty();
            store.setMany(List.of());
            assertThat(store.deleteMany(List.of())).isZero();
        }
    }
}
