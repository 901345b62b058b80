package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The program from outside, on a part of the JDK. */
class ClassIndexTest {
    @Test
    void shows_what_the_cache_did() {
        Ran ran = run();

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("an embedded Redis", "first pass", "second pass", "zlib saves")
                .contains("Delete   deleteMatching(\"java.util.*\") removed ")
                .contains("200 threads of 2 clients", ": 1 load, all answered within ")
                .contains("absent in version 1, present in version 2")
                .doesNotContain("\r", "\u001b");
        assertThat(ran.lines()).allMatch(line -> line.length() <= 80);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void draws_its_progress_on_a_terminal_and_leaves_nothing_behind_on_a_server_that_it_was_given() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis raw = server.raw()) {
            raw.command("SET", "somebody's", "else");

            Ran ran = Ran.onTerminal(new ClassIndex(ClassIndexTest::some), "--redis", server.uri());

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.out())
                    .contains("Larder on Redis at " + server.uri())
                    .contains("\r\u001b[K", "json, first pass, getOrSetMany [");
            assertThat(raw.keys()).containsExactly("somebody's");
        }
    }

    @Test
    void ends_with_1_and_the_reason_if_the_server_does_not_answer() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Ran ran = run("--redis", "redis://localhost:" + free);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("localhost:" + free).doesNotContain("\tat ");
    }

    @Test
    void ends_with_1_and_the_reason_if_the_server_evicts_entries() {
        try (RedisProcess small = RedisProcess.onTcp()
                .setting("maxmemory", "1500kb")
                .setting("maxmemory-policy", "allkeys-random")
                .start()) {
            Ran ran = run("--redis", small.uri());

            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err())
                    .contains("second pass, ", " hits, not ", "does the server evict entries")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void ends_with_1_and_the_reason_if_the_address_is_none() {
        Ran ran = run("--redis", "redis://me:secret@");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("--redis: ").doesNotContain("\tat ", "secret");
    }

    private static Ran run(String... args) {
        return Ran.of(new ClassIndex(ClassIndexTest::some), args);
    }

    /** Some two thousand classes, and not those in packages further down. */
    private static List<String> some(List<String> names) {
        return names.stream()
                .filter(name -> name.matches("java\\.(lang|util)\\.[A-Z].*"))
                .toList();
    }
}
