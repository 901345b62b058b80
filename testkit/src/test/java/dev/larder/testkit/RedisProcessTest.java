package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisProcessTest {
    @Test
    void a_server_answers_and_ends_with_close() {
        RedisProcess server = RedisProcess.start();
        try (RawRedis raw = server.raw()) {
            raw.command("SET", "k", "v");
            assertThat(raw.text("GET", "k")).isEqualTo("v");
            assertThat(raw.keys()).containsExactly("k");
        }
        Path folder = Objects.requireNonNull(server.socket().getParent());
        server.close();
        assertThatThrownBy(server::raw).isInstanceOf(UncheckedIOException.class);
        assertThat(folder).doesNotExist();
    }

    @Test
    void a_restarted_server_is_empty_and_where_it_was() {
        try (RedisProcess server = RedisProcess.start()) {
            String uri = server.uri();
            try (RawRedis raw = server.raw()) {
                raw.command("SET", "k", "v");
            }
            server.kill();
            assertThatThrownBy(server::raw).isInstanceOf(UncheckedIOException.class);
            server.restart();
            assertThat(server.uri()).isEqualTo(uri);
            try (RawRedis raw = server.raw()) {
                assertThat(raw.keys()).isEmpty();
            }
        }
    }

    @Test
    void passwords_users_sockets_and_tls_work() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                RedisProcess secured =
                        RedisProcess.onTcp().tls(tls).password("p\"a s\\s").start();
                RedisProcess socket = RedisProcess.onSocket()
                        .user("ann", "secret", "~*", "+@all")
                        .start();
                RawRedis bySocket = socket.raw();
                RawRedis byTls = secured.raw()) {
            assertThat(bySocket.text("ACL", "WHOAMI")).isEqualTo("ann");
            assertThat(byTls.text("PING")).isEqualTo("PONG");
            assertThat(secured.uri()).startsWith("rediss://:p%22a%20s%5Cs@127.0.0.1:");
            assertThat(socket.uri()).startsWith("unix://ann:secret@/");
        }
    }

    @Test
    void a_setting_that_redis_does_not_know_is_shown_with_its_words() {
        assertThatThrownBy(() ->
                        RedisProcess.onTcp().setting("no-such-setting", "1").start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-setting")
                .hasMessageContaining("embedded.redis.executable")
                .hasMessageNotContainingAny("IllegalStateException", "larder-pid");
    }

    @Test
    void no_server_outlives_a_jvm_that_is_killed() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sitter.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), Charset.defaultCharset()))) {
            pid = Long.parseLong(Objects.requireNonNull(lines.readLine(), "the child died"));
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            assertThat(server.isAlive()).isTrue();
            child.destroyForcibly();
            server.onExit().get(20, TimeUnit.SECONDS);
        }
        assertThat(Files.exists(Path.of("/proc/" + pid + "/exe"))).isFalse();
    }

    /** Starts a server, says its process id and waits to be killed. */
    static final class Sitter {
        public static void main(String[] arguments) throws Exception {
            try (RedisProcess server = RedisProcess.start();
                    RawRedis raw = server.raw()) {
                String info = Objects.requireNonNull(raw.text("INFO", "server"));
                System.out.println(info.replaceAll("(?s).*process_id:(\\d+).*", "$1"));
                Thread.sleep(60_000);
            }
        }
    }
}
