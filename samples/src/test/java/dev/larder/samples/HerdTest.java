package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HerdTest {
    @TempDir
    Path folder;

    @Test
    void draws_a_point_for_each_request_and_tells_what_became_of_it() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis raw = server.raw()) {
            Path picture = folder.resolve("new/herd.svg");

            Ran ran = Ran.of(
                    new Herd(),
                    "--redis=" + server.uri(),
                    "--seconds=2",
                    "--callers=24",
                    "--connections=6",
                    "--out=" + picture);

            assertThat(ran.code()).as(ran.err()).isZero();
            List<Integer> without = counts(ran.cells("without: get, load, set"));
            List<Integer> with = counts(ran.cells("with:    getOrSet"));
            assertThat(without.get(0)).isEqualTo(sum(without.subList(1, 5)));
            assertThat(with.get(0)).isEqualTo(sum(with.subList(1, 5)));
            // nobody serves stale values or waits for others without Larder
            assertThat(without.subList(2, 4)).containsOnly(0);
            assertThat(with.get(2)).isPositive();
            assertThat(with.get(4)).isBetween(1, without.get(4) - 1);
            String finding = "One value wanted at once: " + without.get(4) + " loads without protection, " + with.get(4)
                    + " with Larder";
            assertThat(ran.lines()).contains(finding + ".", picture.toString());
            assertThat(ran.lines()).filteredOn(line -> !line.startsWith("/")).allMatch(line -> line.length() <= 80);
            assertThat(Pictures.shapes(picture, "circle")).hasSize(without.get(0) + with.get(0));
            assertThat(Pictures.texts(picture))
                    .contains(finding, "got a fresh value", "got a stale value", "ran the loader")
                    .contains("wait of the caller", "seconds since the first request");
            assertThat(raw.keys()).isEmpty();
        }
    }

    @Test
    void ends_with_1_and_the_reason_if_the_picture_cannot_be_written() throws Exception {
        Path taken = Files.writeString(folder.resolve("taken"), "no folder");

        Ran ran = Ran.of(new Herd(), "--seconds=1", "--callers=8", "--out=" + taken.resolve("herd.svg"));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("cannot write the picture", "taken").doesNotContain("\tat ");
    }

    private static List<Integer> counts(List<String> cells) {
        return cells.subList(0, 5).stream()
                .map(cell -> Integer.valueOf(cell.replace(",", "")))
                .toList();
    }

    private static int sum(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }
}
