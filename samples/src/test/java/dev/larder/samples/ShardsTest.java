package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShardsTest {
    @Test
    void goes_on_while_a_primary_is_away_and_says_when_it_is_back() {
        Ran ran = Ran.of(new Shards(), "--seconds", "1", "--callers", "2");

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out())
                .containsSubsequence(
                        "all servers run",
                        "KILLED: the primary of shard b",
                        "OUTAGE: the primary of shard b does not answer",
                        "STARTED AGAIN, with no data: the primary of shard b",
                        "OUTAGE OVER: the primary of shard b, after ",
                        "Found in the cache",
                        " calls, 0 of them failed")
                .containsPattern("Outages that began: (\\d+), that ended: \\1\\.");
        // a line a second: the time, and three counts a shard
        assertThat(ran.lines().stream().filter(line -> line.matches(" *[\\d.]+ s( +[\\d,]+){9}")))
                .hasSize(3);
        assertThat(List.of("before", "while it was away", "after"))
                .allSatisfy(act -> assertThat(ran.cells(act)).hasSize(3).allMatch(cell -> cell.matches("\\d+ %")));
        assertThat(ran.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void knows_what_can_be_killed() {
        Ran ran = Ran.of(new Shards(), "--kill", "everything");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("--kill must be one of primary, replica, shard but was 'everything'; --help shows");
    }
}
