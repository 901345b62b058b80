package dev.larder.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.CacheBuilder;
import dev.larder.ValueFormat;
import dev.larder.ValueType;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.testkit.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Writes the golden values that are missing; runs only when asked, as the README beside them says. */
@EnabledIfSystemProperty(named = "golden.write", matches = "true")
class GoldenValuesWriter {
    private static final Path FOLDER = Path.of("../testkit/src/main/resources/golden");
    private static final Person ADA = new Person("Ada \ud83d\ude00", 36, new ArrayList<>(List.of("", "42", "\u00fc")));
    private static final ValueType<List<Person>> PEOPLE = new ValueType<>() {};

    /** How a value is written. */
    private interface Writing<V> {
        byte[] by(ValueCodec<V> codec);
    }

    record Line<V>(
            String file,
            ValueFormat format,
            String serializer,
            String compressor,
            ValueType<V> type,
            long loadMillis,
            long graceMillis,
            V value,
            Writing<V> writing) {}

    static final List<Line<?>> LINES = List.of(
            set("envelope-1/text", ValueFormat.ENVELOPE, "json", "none", ValueType.of(String.class), "42"),
            set("envelope-1/json", ValueFormat.ENVELOPE, "json", "none", ValueType.of(Person.class), ADA),
            set("envelope-1/java", ValueFormat.ENVELOPE, "java", "none", ValueType.of(Person.class), ADA),
            set("envelope-1/java-zlib", ValueFormat.ENVELOPE, "java", "zlib", PEOPLE, people()),
            set("envelope-1/json-zlib", ValueFormat.ENVELOPE, "json", "zlib", PEOPLE, people()),
            set("envelope-1/json-bzip2", ValueFormat.ENVELOPE, "json", "bzip2", PEOPLE, people()),
            set("envelope-1/json-xz", ValueFormat.ENVELOPE, "json", "xz", PEOPLE, people()),
            set("envelope-1/json-zstd", ValueFormat.ENVELOPE, "json", "zstd", PEOPLE, people()),
            set("envelope-1/json-lz4", ValueFormat.ENVELOPE, "json", "lz4", PEOPLE, people()),
            set(
                    "envelope-1/nothing",
                    ValueFormat.ENVELOPE,
                    "json",
                    "none",
                    new ValueType<Optional<String>>() {},
                    Optional.empty()),
            loaded("envelope-1/loaded", "none", ValueType.of(Person.class), 1234, 0, ADA),
            loaded("envelope-1/loaded-grace", "none", ValueType.of(Person.class), 1234, 5_000_000_000L, ADA),
            loaded("envelope-1/loaded-grace-zlib", "zlib", PEOPLE, 7, 60_000, people()),
            loaded("envelope-1/number-grace", "none", ValueType.of(Long.class), 7, 60_000, -42L),
            new Line<>(
                    "envelope-1/loaded-grace-cleared",
                    ValueFormat.ENVELOPE,
                    "json",
                    "none",
                    ValueType.of(Person.class),
                    1234,
                    0,
                    ADA,
                    codec -> cleared(codec.encodeLoaded(ADA, 1234, 60_000))),
            set("digits/positive", ValueFormat.ENVELOPE, "json", "zlib", ValueType.of(Long.class), 42L),
            set("digits/least", ValueFormat.ENVELOPE, "json", "none", ValueType.of(Long.class), Long.MIN_VALUE),
            set("plain/json", ValueFormat.PLAIN, "json", "none", ValueType.of(Person.class), ADA),
            set("plain/json-zlib", ValueFormat.PLAIN, "json", "zlib", PEOPLE, people()),
            set("envelope-1/yaml", ValueFormat.ENVELOPE, "yaml", "none", ValueType.of(Person.class), ADA),
            set("envelope-1/msgpack", ValueFormat.ENVELOPE, "msgpack", "none", ValueType.of(Person.class), ADA),
            set("envelope-1/msgpack-zstd", ValueFormat.ENVELOPE, "msgpack", "zstd", PEOPLE, people()),
            set("plain/yaml", ValueFormat.PLAIN, "yaml", "none", ValueType.of(Person.class), ADA),
            set("plain/msgpack", ValueFormat.PLAIN, "msgpack", "none", ValueType.of(Person.class), ADA),
            set("plain/number", ValueFormat.PLAIN, "json", "zlib", ValueType.of(Long.class), 42L));

    static List<String> files() {
        return LINES.stream().map(Line::file).toList();
    }

    private static <V> Line<V> set(
            String file, ValueFormat format, String serializer, String compressor, ValueType<V> type, V value) {
        return new Line<>(file, format, serializer, compressor, type, 0, 0, value, codec -> codec.encode(value));
    }

    private static <V> Line<V> loaded(
            String file, String compressor, ValueType<V> type, long loadMillis, long graceMillis, V value) {
        return new Line<>(
                file,
                ValueFormat.ENVELOPE,
                "json",
                compressor,
                type,
                loadMillis,
                graceMillis,
                value,
                codec -> codec.encodeLoaded(value, loadMillis, graceMillis));
    }

    private static List<Person> people() {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            people.add(new Person("person " + i, i, new ArrayList<>(List.of("a tag", "another"))));
        }
        return people;
    }

    private static byte[] cleared(byte[] bytes) {
        bytes[Envelope.FLAGS_OFFSET] &= (byte) ~Envelope.GRACE_FLAG;
        return bytes;
    }

    @Test
    void writes_what_is_missing() throws IOException {
        for (Line<?> line : LINES) {
            Path file = FOLDER.resolve(line.file + ".bin");
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.write(file, bytes(line), StandardOpenOption.CREATE_NEW);
                Files.writeString(FOLDER.resolve("index.tsv"), indexed(line), StandardOpenOption.APPEND);
            }
        }
    }

    private static <V> byte[] bytes(Line<V> line) {
        return line.writing.by(Codecs.of(caches -> configured(caches, line), line.type));
    }

    private static CacheBuilder configured(CacheBuilder caches, Line<?> line) {
        CacheBuilder configured =
                caches.valueFormat(line.format).serializer(line.serializer).compressFromBytes(0);
        return line.compressor.equals("none") ? configured : configured.compressor(line.compressor);
    }

    private static <V> String indexed(Line<V> line) {
        String json = new String(new JsonSerializer().serialize(line.value, line.type.type()), UTF_8);
        return String.join(
                        "\t",
                        line.file,
                        line.format.name(),
                        line.serializer,
                        line.compressor,
                        line.type.toString().replaceAll("[a-z.]*\\.", ""),
                        Long.toString(line.loadMillis),
                        Long.toString(line.graceMillis),
                        json)
                + "\n";
    }
}
