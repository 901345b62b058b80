package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
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
    void a_server_whose_port_another_took_meanwhile_takes_the_next() {
        try (RedisProcess first = RedisProcess.start();
                RedisProcess locked = RedisProcess.onTcp().password("secret").start()) {
            Iterator<Integer> taken = List.of(first.port(), locked.port()).iterator();
            try (RedisProcess server = RedisProcess.onTcp()
                            .ports(() -> taken.hasNext() ? taken.next() : RedisProcess.Builder.freePort())
                            .start();
                    RawRedis raw = server.raw()) {
                assertThat(server.port()).isNotIn(first.port(), locked.port());
                assertThat(raw.text("PING")).isEqualTo("PONG");
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
    void no_server_and_no_file_outlives_a_jvm_that_is_killed() throws Exception {
        Path temporary = Files.createTempDirectory("larder-test");
        Process child = sitter(temporary);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), Charset.defaultCharset()))) {
            long pid = Long.parseLong(Objects.requireNonNull(lines.readLine(), "the child died"));
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            assertThat(server.isAlive()).isTrue();
            assertThat(temporary).isNotEmptyDirectory();
            child.destroyForcibly();
            server.onExit().get(20, TimeUnit.SECONDS);
            Eventually.until(() -> isEmpty(temporary));
        } finally {
            child.destroyForcibly();
            Folders.delete(temporary);
        }
    }

    @Test
    void nothing_is_left_of_a_jvm_that_ends_without_closing() throws Exception {
        Path temporary = Files.createTempDirectory("larder-test");
        Process child = sitter(temporary);
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(child.getInputStream(), Charset.defaultCharset()));
                OutputStream toChild = child.getOutputStream()) {
            long pid = Long.parseLong(Objects.requireNonNull(lines.readLine(), "the child died"));
            toChild.write('\n');
            toChild.flush();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThat(isEmpty(temporary)).isTrue();
        } finally {
            child.destroyForcibly();
            Folders.delete(temporary);
        }
    }

    private static boolean isEmpty(Path folder) {
        String[] inside = folder.toFile().list((in, name) -> !name.startsWith("hsperfdata"));
        return inside == null || inside.length == 0;
    }

    private static Process sitter(Path temporary) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Sitter.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void a_server_starts_on_a_socket_wherever_temporary_files_are() throws Exception {
        // the JDK reads the place once, so another JVM has to do it
        Path temporary = Files.createTempDirectory("larder-test");
        Path deep = Files.createDirectories(temporary.resolve("deep".repeat(30)));
        Process child = sitter(deep);
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(child.getInputStream(), Charset.defaultCharset()));
                OutputStream toChild = child.getOutputStream()) {
            assertThat(lines.readLine()).as("the process id of its server").isNotNull();
            toChild.write('\n');
            toChild.flush();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
            Folders.delete(temporary);
        }
    }

    @Test
    void a_frozen_server_keeps_its_connections_and_answers_when_it_is_thawed() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                RawRedis raw = server.raw()) {
            raw.command("SET", "k", "v");
            server.freeze();
            CompletableFuture<Object> reply = CompletableFuture.supplyAsync(() -> raw.text("GET", "k"));
            assertThatThrownBy(() -> reply.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            server.thaw();
            assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("v");
            server.freeze();
        }
    }

    @Test
    void a_server_is_frozen_for_a_while_or_lets_its_clients_wait() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis raw = server.raw()) {
            raw.command("PING");
            long start = System.nanoTime();
            server.freezeFor(Duration.ofMillis(150));
            raw.command("PING");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
            start = System.nanoTime();
            server.pauseClients(Duration.ofMillis(150));
            raw.command("GET", "k");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        }
    }

    @Test
    void a_full_server_and_a_read_only_one_refuse_writes_until_they_no_longer_are() {
        try (RedisProcess server = RedisProcess.onTcp().password("secret").start();
                RawRedis raw = server.raw()) {
            raw.command("SET", "k", "v");
            server.fill();
            assertThatThrownBy(() -> raw.command("SET", "k", "w")).hasMessageStartingWith("OOM");
            assertThat(raw.text("GET", "k")).isEqualTo("v");
            server.makeRoom();
            raw.command("SET", "k", "w");
            server.readOnly();
            assertThatThrownBy(() -> raw.command("SET", "k", "x")).hasMessageStartingWith("READONLY");
            assertThat(raw.text("GET", "k")).isEqualTo("w");
            server.writable();
            raw.command("SET", "k", "x");
        }
    }

    @Test
    void a_server_that_was_killed_may_be_closed_and_closed_again() {
        RedisProcess server = RedisProcess.start();
        server.kill();
        server.kill();
        server.close();
        server.close();
        assertThat(server.socket().getParent()).doesNotExist();
    }

    @Test
    void a_certificate_for_another_host_says_so() {
        try (TlsFiles tls = TlsFiles.forAnotherHost();
                RedisProcess server = RedisProcess.onTcp().tls(tls).start();
                RawRedis unchecked = server.raw()) {
            assertThat(unchecked.text("PING")).isEqualTo("PONG");
            SSLParameters checking = new SSLParameters();
            checking.setEndpointIdentificationAlgorithm("HTTPS");
            assertThatThrownBy(() -> {
                        try (SSLSocket socket =
                                (SSLSocket) tls.context().getSocketFactory().createSocket("localhost", server.port())) {
                            socket.setSSLParameters(checking);
                            socket.startHandshake();
                        }
                    })
                    .hasMessageContaining("localhost");
        }
    }

    /** Starts servers, says the process id of one, and waits for a line or to be killed. */
    static final class Sitter {
        private static final List<RedisProcess> SERVERS = new ArrayList<>();

        public static void main(String[] arguments) throws Exception {
            SERVERS.add(RedisProcess.start());
            SERVERS.add(RedisProcess.onSocket().start());
            try (RawRedis raw = SERVERS.get(0).raw()) {
                String info = Objects.requireNonNull(raw.text("INFO", "server"));
                System.out.println(info.replaceAll("(?s).*process_id:(\\d+).*", "$1"));
            }
            System.exit(System.in.read() < 0 ? 1 : 0);
        }
    }
}
