package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecsTest {
    private record Row(String codec, int bytes, double write, double read, double both) {}

    @TempDir
    Path folder;

    @Test
    void measures_every_serializer_with_every_compressor() {
        Path picture = folder.resolve("codecs.svg");

        Ran ran = Ran.of(new Codecs(), "--records", "60", "--seconds", "1", "--out", picture.toString());

        assertThat(ran.code()).as(ran.err()).isZero();
        List<Row> rows = rows(ran);
        assertThat(rows.stream().map(Row::codec)).containsExactlyElementsOf(codecs());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.bytes()).isPositive();
            assertThat(row.write()).isPositive();
            assertThat(row.read()).isPositive();
            assertThat(row.both()).isCloseTo(row.write() + row.read(), within(1.1));
        });
        // what is compressed is smaller, in each of the four
        for (int i = 0; i < rows.size(); i += 6) {
            int bare = rows.get(i).bytes();
            assertThat(rows.subList(i + 1, i + 6))
                    .allSatisfy(row -> assertThat(row.bytes()).isLessThan(bare));
        }
        Row smallest = rows.stream().min(Comparator.comparingInt(Row::bytes)).orElseThrow();
        Row fastest = rows.stream().min(Comparator.comparingDouble(Row::both)).orElseThrow();
        assertThat(ran.out()).contains(" with " + smallest.bytes() + " bytes a record. Fastest: ");
        assertThat(ran.out()).contains("Fastest: " + fastest.codec().replace("+none", "") + " with ");
        assertThat(ran.lines()).filteredOn(line -> !line.startsWith("/")).allMatch(line -> line.length() <= 80);
        // one to write and one to read for each, and those of the legend
        assertThat(Pictures.shapes(picture, "circle")).hasSize(2 * rows.size() + 2);
        assertThat(Pictures.texts(picture))
                .contains("json", "msgpack", "java", "yaml")
                .contains("bytes of a record, on average", "microseconds for a record", "to write", "to read");
    }

    private static List<String> codecs() {
        List<String> codecs = new ArrayList<>();
        for (String serializer : List.of("json", "msgpack", "java", "yaml")) {
            for (String compressor : List.of("none", "lz4", "zstd", "zlib", "xz", "bzip2")) {
                codecs.add(serializer + "+" + compressor);
            }
        }
        return codecs;
    }

    private static List<Row> rows(Ran ran) {
        return ran.lines().stream()
                .map(line -> line.split(" +", -1))
                .filter(cells -> cells.length == 6 && cells[2].matches("[\\d,]+"))
                .map(cells -> new Row(
                        cells[0] + "+" + cells[1],
                        (int) number(cells[2]),
                        number(cells[3]),
                        number(cells[4]),
                        number(cells[5])))
                .toList();
    }

    private static double number(String cell) {
        return Double.parseDouble(cell.replace(",", ""));
    }
}
