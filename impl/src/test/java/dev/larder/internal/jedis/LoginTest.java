package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.CacheUnavailableException;
import dev.larder.internal.store.RefusedException;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoginTest {
    private static final String LOGIN = "redis://ann-user:s3cr3t@";

    private static CacheUnavailableException refusedPing(String uri) {
        try (JedisStore store = Stores.on(uri)) {
            CacheUnavailableException fault = catchThrowableOfType(CacheUnavailableException.class, store::ping);
            assertThat(fault).hasCauseInstanceOf(RefusedException.class);
            StringWriter trace = new StringWriter();
            fault.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain("ann-user").doesNotContain("s3cr3t");
            return fault;
        }
    }

    @Test
    void a_user_without_a_password_is_not_the_default_user() {
        try (RedisProcess redis = RedisProcess.onTcp()
                        .setting("user", "ann", "on", "nopass", "~*", "+@all")
                        .start();
                RawRedis raw = redis.raw();
                JedisStore store = Stores.on("redis://ann@127.0.0.1:" + redis.port())) {
            store.ping();
            assertThat(raw.text("CLIENT", "LIST")).contains("cmd=ping user=ann");
            assertThat(refusedPing("redis://ann-user@127.0.0.1:" + redis.port()))
                    .hasMessageContainingAll("WRONGPASS", "check user and password");
        }
    }

    @Test
    void a_server_that_does_not_know_auth_repeats_no_password() {
        try (RedisProcess redis =
                RedisProcess.onTcp().setting("rename-command", "AUTH", "").start()) {
            String address = "127.0.0.1:" + redis.port();
            assertThat(refusedPing(LOGIN + address))
                    .hasMessageContainingAll("unknown command", "check user and password");
            assertThat(refusedPing("redis://:s3cr3t@" + address)).hasMessageContaining("unknown command");
        }
    }

    @Test
    void a_server_that_names_the_user_is_not_quoted() throws IOException {
        try (AnsweringServer server =
                new AnsweringServer(i -> "-NOPERM User ann-user has no permissions to run the 'ping' command\r\n")) {
            assertThat(refusedPing("redis://" + server.address()))
                    .hasMessageContainingAll(
                            "NOPERM this user has no permissions to run the 'ping' command", "grant the user");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR invalid password",
                "ERR Client sent AUTH, but no password is set",
                "ERR wrong number of arguments for 'auth' command",
                "ERR AUTH <password> called without any password configured for the default user."
                        + " Are you sure your configuration is correct?"
            })
    void older_servers_refuse_a_login_too(String error) throws IOException {
        try (AnsweringServer server = new AnsweringServer(i -> "-" + error + "\r\n")) {
            assertThat(refusedPing(LOGIN + server.address())).hasMessageContaining("check user and password");
        }
    }

    @Test
    void a_server_without_a_command_needs_a_human() throws IOException {
        try (AnsweringServer server =
                new AnsweringServer(i -> "-ERR unknown command 'UNLINK', with args beginning with: 'k' \r\n")) {
            assertThat(refusedPing(server.address())).hasMessageContainingAll("'UNLINK'", "Redis 5 or newer");
        }
    }
}
