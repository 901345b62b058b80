package dev.larder.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host whose name comes to stand for another address is followed there by every new connection. */
@Timeout(120)
class MovedHostTest {
    @TempDir
    private Path folder;

    private void name(String address) throws IOException {
        Files.writeString(folder.resolve("hosts"), address + " redis.example\n");
    }

    /** The addresses of the server that clients other than this one came to. */
    private static List<String> reached(RawRedis raw) {
        return Objects.requireNonNull(raw.text("CLIENT", "LIST", "TYPE", "NORMAL"))
                .lines()
                .filter(line -> line.contains("cmd=get"))
                .map(line -> line.replaceAll(".* laddr=([0-9.]+):.*", "$1"))
                .toList();
    }

    @Test
    void each_new_connection_asks_anew_where_the_host_is() throws IOException {
        name("127.0.0.1");
        try (RedisProcess server = RedisProcess.onTcp()
                        .setting("bind", "127.0.0.1", "127.0.0.2")
                        .start();
                RawRedis raw = server.raw();
                RunningProgram program = RunningProgram.startWith(
                        // the JDK itself remembers names, by default for 30 s
                        List.of("-Djdk.net.hosts.file=" + folder.resolve("hosts"), "-Dsun.net.inetaddr.ttl=0"),
                        GettingProgram.class,
                        "redis.example:" + server.port())) {
            raw.command("SET", ":1:k", "\"v\"");
            program.go();
            program.await("got v");
            assertThat(reached(raw)).containsExactly("127.0.0.1");

            name("127.0.0.2");
            raw.command("CLIENT", "KILL", "SKIPME", "yes");
            program.go();
            program.await("got v");
            assertThat(reached(raw)).containsExactly("127.0.0.2");
        }
    }
}
