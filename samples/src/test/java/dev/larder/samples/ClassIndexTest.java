package dev.larder.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program from outside, on a part of the JDK. */
class ClassIndexTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void shows_what_the_cache_did() {
        assertThat(run()).as("%s", err).isZero();

        assertThat(out.toString(UTF_8))
                .contains("an embedded Redis", "first pass", "second pass", "zlib saves")
                .contains("Delete   deleteMatching(\"java.util.*\") removed ")
                .contains("200 threads of 2 clients", ": 1 load, all answered within ")
                .contains("absent in version 1, present in version 2")
                .doesNotContain("\r", "\u001b");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void leaves_nothing_behind_on_a_server_that_it_was_given() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis raw = server.raw()) {
            raw.command("SET", "somebody's", "else");

            assertThat(run("--redis", server.uri())).as("%s", err).isZero();

            assertThat(out.toString(UTF_8)).contains("Larder on Redis at " + server.uri());
            assertThat(raw.keys()).containsExactly("somebody's");
        }
    }

    @Test
    void draws_its_progress_on_a_terminal() {
        assertThat(new ClassIndex(new Screen(printer(out), true), printer(err), ClassIndexTest::some).run())
                .isZero();

        assertThat(out.toString(UTF_8)).contains("\r\u001b[K", "json, first pass, getOrSetMany [");
    }

    @Test
    void ends_with_1_and_the_reason_if_the_server_does_not_answer() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertThat(run("--redis", "redis://localhost:" + free)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("localhost:" + free).doesNotContain("\tat ");
    }

    @Test
    void ends_with_1_and_the_reason_if_the_server_evicts_entries() {
        try (RedisProcess small = RedisProcess.onTcp()
                .setting("maxmemory", "3mb")
                .setting("maxmemory-policy", "allkeys-random")
                .start()) {
            assertThat(run("--redis", small.uri())).isEqualTo(1);
            assertThat(err.toString(UTF_8))
                    .contains("second pass, ", " hits, not ", "does the server evict entries")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void ends_with_1_and_the_reason_if_the_address_is_none() {
        assertThat(run("--redis", "redis://me:secret@")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("--redis: ").doesNotContain("\tat ", "secret");
    }

    @Test
    void ends_with_2_and_the_usage_if_an_argument_is_unknown() {
        assertThat(run("--redsi")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("unknown argument: --redsi", "Usage: ");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void shows_its_usage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("--redis URI", "--help");
    }

    private int run(String... args) {
        return new ClassIndex(new Screen(printer(out), false), printer(err), ClassIndexTest::some).run(args);
    }

    private static List<String> some(List<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("java.lang.") || name.startsWith("java.util."))
                .toList();
    }

    private static PrintStream printer(ByteArrayOutputStream to) {
        return new PrintStream(to, true, UTF_8);
    }
}
