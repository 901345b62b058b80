package dev.larder.internal.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import dev.larder.ValueFormat;
import dev.larder.ValueType;
import dev.larder.testkit.Person;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every serializer with every compressor, in both formats, and each reading what the others have written. */
class RoundTripTest {
    private static final Person ADA = new Person("Ada", 36, new ArrayList<>(List.of("math", "")));

    private static final ValueType<List<Person>> PEOPLE = new ValueType<>() {};
    private static final List<Person> MANY = many();
    private static final Memory WRITTEN_BY_ALL = writtenByAll();

    record Nested(Person person, Map<String, List<Person>> friends) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Not for {@code java}, for an Optional is not serializable. */
    record Circle(Person person, Map<String, List<Person>> friends, Optional<String> home) {}

    static Stream<Writer> writers() {
        return Writer.all();
    }

    static Stream<Writer> enveloping() {
        return Writer.all().filter(writer -> writer.format() == ValueFormat.ENVELOPE);
    }

    @ParameterizedTest
    @MethodSource("writers")
    void what_goes_in_comes_out(Writer writer) {
        restores(writer, ValueType.of(String.class), "v");
        restores(writer, ValueType.of(String.class), "");
        restores(writer, ValueType.of(String.class), "42");
        restores(writer, ValueType.of(String.class), "\u00fcn\u00ef \u30d8\u30eb\u30ed \ud83d\ude00\u0000\n");
        restores(writer, ValueType.of(String.class), text(100_000));
        restores(writer, ValueType.of(String.class), "a".repeat(100_000));
        restores(writer, ValueType.of(byte[].class), new byte[0]);
        restores(writer, ValueType.of(byte[].class), noise(100_000));
        restores(writer, ValueType.of(Long.class), Long.MIN_VALUE);
        restores(writer, ValueType.of(Double.class), 0.1);
        restores(writer, ValueType.of(Boolean.class), true);
        restores(writer, ValueType.of(Person.class), ADA);
        restores(writer, new ValueType<List<Person>>() {}, new ArrayList<>());
        restores(writer, new ValueType<List<Person>>() {}, new ArrayList<>(List.of(ADA, ADA)));
        restores(writer, new ValueType<Map<String, Long>>() {}, new LinkedHashMap<>(Map.of("", 1L, "1", 1L << 60)));
        restores(writer, new ValueType<Optional<Person>>() {}, Optional.of(ADA));
        restores(writer, new ValueType<Optional<Person>>() {}, Optional.empty());
        restores(writer, new ValueType<Optional<Long>>() {}, Optional.of(42L));
        restores(
                writer,
                ValueType.of(Nested.class),
                new Nested(ADA, new LinkedHashMap<>(Map.of("near", new ArrayList<>(List.of(ADA))))));
        if (!writer.serializer().equals("java")) {
            restores(
                    writer,
                    ValueType.of(Circle.class),
                    new Circle(ADA, Map.of("near", List.of(ADA)), Optional.of("London")));
        }
    }

    private static <V> void restores(Writer writer, ValueType<V> type, V value) {
        Memory memory = new Memory();
        Cache<V> cache = writer.on(memory).build(type);
        cache.set("set", value);
        V loaded = cache.getOrSet(
                "loaded", () -> value, LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofMinutes(2)));
        assertThat(loaded).isEqualTo(value);
        for (String key : List.of("set", "loaded")) {
            assertThat(cache.get(key)).as("%s by %s", type, writer).isEqualTo(value);
        }
        assertThat(cache.getMany(List.of("set", "loaded"))).hasSize(2);
        if (!writer.compressor().equals("none") && "a".repeat(100_000).equals(value)) {
            assertThat(memory.stored("set").length).isLessThan(5_000);
        }
    }

    @ParameterizedTest
    @MethodSource("writers")
    void every_cache_reads_what_any_other_has_written_and_no_flush_is_needed(Writer reader) {
        Cache<List<Person>> cache = reader.on(WRITTEN_BY_ALL).build(PEOPLE);
        Cache<Long> numbers = reader.on(WRITTEN_BY_ALL).build(Long.class);
        for (Writer writer : enveloping().toList()) {
            assertThat(cache.get("people of " + writer)).as("of %s", writer).isEqualTo(MANY);
            assertThat(cache.explain("people of " + writer).serializer()).isEqualTo(writer.serializer());
            assertThat(numbers.get("number of " + writer)).as("of %s", writer).isEqualTo(42L);
            if (reader.format() == ValueFormat.ENVELOPE) {
                assertThat(cache.getOrSet("people of " + writer, ArrayList::new))
                        .as("of %s", writer)
                        .isEqualTo(MANY);
            }
        }
    }

    private static List<Person> many() {
        List<Person> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(new Person("person " + i, i, new ArrayList<>(List.of("a tag", "another"))));
        }
        return many;
    }

    private static Memory writtenByAll() {
        Memory memory = new Memory();
        enveloping().forEach(writer -> {
            writer.on(memory).build(PEOPLE).set("people of " + writer, MANY);
            writer.on(memory).build(Long.class).set("number of " + writer, 42L);
        });
        return memory;
    }

    @ParameterizedTest
    @MethodSource("enveloping")
    void rewriting_goes_from_each_to_each(Writer next) {
        List<Person> some = new ArrayList<>(List.of(ADA, ADA, ADA, ADA, ADA, ADA, ADA, ADA));
        Memory memory = new Memory();
        List<String> keys = enveloping().map(Writer::toString).toList();
        enveloping().forEach(before -> before.on(memory).build(PEOPLE).set(before.toString(), some));
        Cache<List<Person>> now = next.on(memory).build(PEOPLE);
        assertThat(now.rewriteAll()).isEqualTo(keys.size());
        for (String key : keys) {
            assertThat(now.explain(key).serializer()).as(key).isEqualTo(next.serializer());
            assertThat(now.get(key)).as(key).isEqualTo(some);
        }
    }

    @Test
    void all_that_there_is_takes_part() {
        assertThat(Writer.all()).hasSize(2 * Writer.SERIALIZERS.size() * Writer.COMPRESSORS.size());
        assertThat(Writer.serializersFound()).containsExactlyInAnyOrderElementsOf(Writer.SERIALIZERS);
        assertThat(Writer.compressorsFound())
                .containsExactlyInAnyOrderElementsOf(Writer.COMPRESSORS.subList(1, Writer.COMPRESSORS.size()));
    }

    private static String text(int length) {
        StringBuilder text = new StringBuilder();
        new Random(1).ints(length, ' ', '~').forEach(letter -> text.append((char) letter));
        return text.toString();
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }
}
