package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.Test;

class QuickStartProgramTest {
    @Test
    void asks_the_database_only_for_what_is_missing_and_leaves_nothing_behind() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis raw = server.raw()) {
            raw.command("SET", "somebody's", "else");

            Ran ran = Ran.of(new QuickStart(), "--redis", server.uri());

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.lines().stream()
                            .filter(line -> line.contains("database is asked") || line.matches("\\d\\..*"))
                            .map(line -> line.replaceAll("^(\\d).*", "$1").strip()))
                    .containsExactly(
                            "1",
                            "(the database is asked for ada)",
                            "2",
                            "3",
                            "(the database is asked for grace)",
                            "4",
                            "(the database is asked for edsger)",
                            "5",
                            "(the database is asked for ada)",
                            "6",
                            "7");
            assertThat(ran.out())
                    .contains("   fresh for 5 minutes, then stale for 55", "ada@example.com", "   null")
                    .contains("   2 hits, 5 misses, 4 loads, 4 puts");
            assertThat(ran.lines()).allMatch(line -> line.length() <= 80);
            assertThat(raw.keys()).containsExactly("somebody's");
        }
    }
}
