package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.ValueFormat;
import dev.larder.ValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Values as released versions have written them, which every later version reads.
 *
 * <p>How they came, and how more are added, is in {@code golden/README.md} beside the files.
 */
public final class GoldenValues {
    private static final String FOLDER = "/golden/";

    private GoldenValues() {}

    /**
     * A value in Redis.
     *
     * @param file where its bytes are, without {@code .bin}
     * @param format of the cache that wrote it
     * @param serializer the name of the serializer
     * @param compressor the name of the compressor; empty for none
     * @param type of the cache's values
     * @param loadMillis how long its load took; 0 if it was set
     * @param graceMillis for how long at the end of its life the entry is stale; 0 for never
     * @param json the value as JSON
     * @param bytes what is in Redis
     */
    public record Golden(
            String file,
            ValueFormat format,
            String serializer,
            String compressor,
            ValueType<?> type,
            long loadMillis,
            long graceMillis,
            String json,
            byte[] bytes) {
        /** The name of the file. */
        @Override
        public String toString() {
            return file;
        }
    }

    /** All of them, the oldest first. */
    public static List<Golden> all() {
        return new String(bytes("index.tsv"), UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(GoldenValues::golden)
                .toList();
    }

    private static Golden golden(String line) {
        String[] columns = line.split("\t", -1);
        return new Golden(
                columns[0],
                ValueFormat.valueOf(columns[1]),
                columns[2],
                columns[3].equals("none") ? "" : columns[3],
                type(columns[4]),
                Long.parseLong(columns[5]),
                Long.parseLong(columns[6]),
                columns[7],
                bytes(columns[0] + ".bin"));
    }

    private static ValueType<?> type(String name) {
        return switch (name) {
            case "String" -> ValueType.of(String.class);
            case "Long" -> ValueType.of(Long.class);
            case "Person" -> ValueType.of(Person.class);
            case "List<Person>" -> new ValueType<List<Person>>() {};
            case "Optional<String>" -> new ValueType<Optional<String>>() {};
            default -> throw new IllegalStateException("unknown type of golden values: " + name);
        };
    }

    private static byte[] bytes(String file) {
        try (InputStream in = GoldenValues.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("no golden value " + file);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
