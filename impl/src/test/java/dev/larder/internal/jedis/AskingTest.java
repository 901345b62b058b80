package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.RedisUri;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Each command that is preceded by ASKING has two replies. */
@Timeout(60)
class AskingTest {
    /** No cluster, so it refuses ASKING, and carries out the command all the same. */
    private static final RedisProcess REDIS = RedisProcess.start();

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    private static RedisConnection connection(String uri) {
        RedisConnection connection = new RedisConnection(
                new Sockets(RedisUri.parse(uri), TestSettings.of(uri, builder -> builder)),
                DefaultJedisClientConfig.builder()
                        .serverDefaultProtocol()
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .build());
        connection.askFirst(true);
        return connection;
    }

    private static CommandArguments echo(String text) {
        return new CommandArguments(Command.ECHO).add(new Raw(text.getBytes(UTF_8)));
    }

    private static String echoed(RedisConnection connection, String text) {
        return new String((byte[]) Objects.requireNonNull(connection.ask(echo(text))), UTF_8);
    }

    @Test
    void if_it_is_refused_the_reply_to_the_command_is_read_all_the_same() {
        RedisConnection connection = connection(REDIS.uri());
        assertThatThrownBy(() -> echoed(connection, "first"))
                .isInstanceOf(JedisDataException.class)
                .hasMessageContaining("cluster support disabled");
        connection.write(echo("second"));
        connection.write(echo("third"));
        connection.flush();
        List<?> outcomes = connection.outcomes();
        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).asString().contains("cluster support disabled"));
        assertThat(connection.isSound()).isTrue();
        connection.askFirst(false);
        assertThat(echoed(connection, "fourth")).isEqualTo("fourth");
        connection.hangUp();
    }

    @Test
    void a_server_that_has_too_many_clients_says_so_once_and_hangs_up() throws IOException {
        try (AnsweringServer full = new AnsweringServer(connection -> "-ERR max number of clients reached\r\n")) {
            RedisConnection connection = connection(full.address());
            assertThatThrownBy(() -> echoed(connection, "text"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessage("ERR max number of clients reached");
            assertThat(connection.isSound()).isFalse();
            connection.hangUp();
        }
    }
}
