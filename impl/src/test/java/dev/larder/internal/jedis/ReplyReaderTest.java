package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.testkit.Allocation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.util.RedisInputStream;

/** Replies are read as Redis writes them, and nothing else is. */
@Timeout(60)
class ReplyReaderTest {
    private static RedisInputStream stream(String text) {
        return new RedisInputStream(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
    }

    private static @Nullable Object read(String text) {
        return ReplyReader.read(stream(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Test
    void reads_every_kind_of_reply() {
        assertThat(read("+OK\r\n")).isEqualTo(bytes("OK"));
        assertThat(read("$5\r\nhe\r\no\r\n")).isEqualTo(bytes("he\r\no"));
        assertThat(read("$0\r\n\r\n")).isEqualTo(bytes(""));
        assertThat(read("$-1\r\n")).isNull();
        assertThat(read("*-1\r\n")).isNull();
        assertThat(read(":0\r\n")).isEqualTo(0L);
        assertThat(read(":-17\r\n")).isEqualTo(-17L);
        assertThat(read(":9223372036854775807\r\n")).isEqualTo(Long.MAX_VALUE);
        assertThat(read(":-9223372036854775808\r\n")).isEqualTo(Long.MIN_VALUE);
        assertThat((List<?>) read("*0\r\n")).isEmpty();
    }

    @Test
    void reads_lists_in_lists_with_errors_in_them() {
        List<?> list = (List<?>) Objects.requireNonNull(read("*3\r\n:1\r\n*2\r\n$1\r\na\r\n$-1\r\n-WRONGTYPE no\r\n"));
        assertThat(list).hasSize(3);
        assertThat(list.get(0)).isEqualTo(1L);
        assertThat(((List<?>) list.get(1)).get(0)).isEqualTo(bytes("a"));
        assertThat(((List<?>) list.get(1)).get(1)).isNull();
        assertThat(list.get(2))
                .isInstanceOf(JedisDataException.class)
                .hasToString("redis.clients.jedis.exceptions.JedisDataException: WRONGTYPE no");
    }

    @Test
    void an_error_is_thrown_and_a_missing_script_has_its_own() {
        assertThatThrownBy(() -> read("-ERR no\r\n"))
                .isExactlyInstanceOf(JedisDataException.class)
                .hasMessage("ERR no");
        assertThatThrownBy(() -> read("-NOSCRIPT No matching script\r\n")).isInstanceOf(JedisNoScriptException.class);
    }

    @Test
    void reads_no_more_than_one_reply() {
        RedisInputStream two = stream(":1\r\n$1\r\nv\r\n");
        assertThat(ReplyReader.read(two)).isEqualTo(1L);
        assertThat(ReplyReader.read(two)).isEqualTo(bytes("v"));
    }

    @Test
    void reads_large_values_as_they_are() {
        for (int length : List.of(8191, 8192, 1 << 20, (1 << 20) + 1, 5_000_000)) {
            byte[] value = new byte[length];
            fill(value);
            assertThat(read("$" + length + "\r\n" + new String(value, ISO_8859_1) + "\r\n"))
                    .isEqualTo(value);
        }
    }

    private static void fill(byte[] value) {
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i * 31);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?1\r\n",
                "_\r\n",
                "$2\r\nabc\r\n",
                "$2\r\na\r\n\r\n",
                "$x\r\nv\r\n",
                "$\r\nv\r\n",
                "$-2\r\n",
                "$536870913\r\n",
                "$99999999999999999999\r\n",
                ":1-\r\n",
                ":-\r\n",
                ":9223372036854775808\r\n",
                ":1\r:",
                "*-2\r\n",
                "*2147483648\r\n",
                "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n"
            })
    void what_no_redis_would_say_is_refused(String reply) {
        assertThatThrownBy(() -> read(reply))
                .isInstanceOf(JedisConnectionException.class)
                .hasMessageStartingWith("Unknown reply");
    }

    @Test
    void a_line_without_end_is_refused() {
        assertThatThrownBy(() -> read("+" + "x".repeat(100_000))).hasMessageStartingWith("Unknown reply");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$512000000\r\nabc", "*2000000000\r\n:1\r\n", "*1000\r\n$500000000\r\n"})
    void what_is_announced_takes_no_memory_before_it_comes(String reply) {
        assertThat(Allocation.bytesOf(() ->
                        assertThat(catchThrowable(() -> read(reply))).isInstanceOf(JedisConnectionException.class)))
                .isLessThan(4 << 20);
    }

    @Test
    void a_garbled_length_is_an_outage_of_one_call_and_no_lack_of_memory() throws IOException {
        try (AnsweringServer server = new AnsweringServer(i -> i == 1 ? "$2000000000\r\nv\r\n" : "$1\r\nv\r\n");
                JedisStore store = Stores.on(server.address(), b -> b.pool(Pool.ofMax(1)))) {
            assertThatThrownBy(() -> store.get(Stores.key("k")))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("does not speak as Redis does");
            assertThat(store.get(Stores.key("k"))).isEqualTo(bytes("v"));
        }
    }

    @Test
    void a_reply_that_seems_to_end_too_soon_ends_the_connection() throws IOException {
        // as a count of three would be, garbled: the rest must not become the reply of the next command
        try (AnsweringServer server = new AnsweringServer(i -> i == 1 ? "$-1\r\n$5\r\nwrong\r\n" : "$5\r\nright\r\n");
                JedisStore store = Stores.on(server.address(), b -> b.pool(Pool.ofMax(1)))) {
            assertThat(store.get(Stores.key("k"))).isNull();
            assertThat(store.get(Stores.key("k"))).isEqualTo(bytes("right"));
            assertThat(server.connections()).isEqualTo(2);
        }
    }
}
