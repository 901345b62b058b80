package dev.larder.serializer.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.ValueType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class YamlSerializerTest {
    private static final Type TEXTS = new ValueType<List<String>>() {}.type();

    private final YamlSerializer yaml = new YamlSerializer();

    private Object read(String text, Type type) {
        return Objects.requireNonNull(yaml.deserialize(text.getBytes(UTF_8), type));
    }

    private void assertRefused(String text, Type type) {
        assertThatThrownBy(() -> yaml.deserialize(text.getBytes(UTF_8), type)).isInstanceOf(RuntimeException.class);
    }

    // --- as PyYAML writes

    @Test
    void scalars_of_pyyaml_are_read() {
        assertThat(read("text\n...\n", String.class)).isEqualTo("text");
        assertThat(read("1.5\n...\n", Double.class)).isEqualTo(1.5);
        assertThat(read("1.0e-07\n...\n", Double.class)).isEqualTo(1e-7);
        assertThat(read(".inf\n...\n", Double.class)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(read("-.inf\n...\n", Double.class)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(read(".nan\n...\n", Double.class)).isEqualTo(Double.NaN);
        assertThat(read("true\n...\n", Boolean.class)).isEqualTo(true);
        assertThat(yaml.deserialize("null\n...\n".getBytes(UTF_8), Object.class))
                .isNull();
        assertThat(read("\"\\xE4 \\u20AC\\\n  \\ \\U0001F600\"\n", String.class))
                .isEqualTo("\u00e4 \u20ac \ud83d\ude00");
    }

    @Test
    void collections_of_pyyaml_are_read() {
        assertThat(read("a: 1\nb:\n- x\n- null\n", Object.class).toString()).isEqualTo("{a=1, b=[x, null]}");
        assertThat(read("!!set\nx: null\ny: null\n", new ValueType<Set<String>>() {}.type()))
                .isEqualTo(Set.of("x", "y"));
        assertThat(read("!!python/tuple\n- x\n- y\n", TEXTS)).isEqualTo(List.of("x", "y"));
        assertThat((byte[]) read("!!binary |\n  AAH/\n", byte[].class)).containsExactly(0, 1, -1);
        assertThat(read("- &id001\n  - x\n- *id001\n", new ValueType<List<List<String>>>() {}.type()))
                .isEqualTo(List.of(List.of("x"), List.of("x")));
    }

    @Test
    void times_of_pyyaml_are_read() {
        assertThat(read("2020-01-02\n...\n", LocalDate.class)).isEqualTo(LocalDate.of(2020, 1, 2));
        assertThat(read("2020-01-02 03:04:05.678900\n...\n", LocalDateTime.class))
                .isEqualTo(LocalDateTime.parse("2020-01-02T03:04:05.6789"));
        assertThat(read("2020-01-02 03:04:05+00:00\n...\n", Instant.class))
                .isEqualTo(Instant.parse("2020-01-02T03:04:05Z"));
        assertThat(read("2020-01-02 03:04:05+05:30\n...\n", OffsetDateTime.class))
                .isEqualTo(OffsetDateTime.parse("2020-01-02T03:04:05+05:30"));
    }

    // --- as PyYAML reads

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "n",
                "true",
                "null",
                "~",
                "",
                " ",
                "1",
                "-1",
                "+7",
                "1_000",
                "0x1F",
                "0o17",
                "017",
                "0b1",
                "1e3",
                "1.5",
                ".5",
                ".inf",
                ".nan",
                "12:30:00",
                "190:20:30",
                "2020-01-01",
                "2020-01-01 12:00:00",
                "=",
                "<<",
                "- a",
                "a: b",
                "#",
                "'",
                "\"",
                "*a",
                "&a",
                "!a",
                "%a",
                "@a",
                "`a",
                "{a",
                "[a",
                "|",
                ">",
                "?",
                "---",
                "...",
                "a\n",
                "\ta",
                "\u0085",
                "\u2028",
                "\ufeff",
                "\u0000",
                "\ud83d\ude00"
            })
    void texts_that_look_like_something_else_stay_texts(String text) {
        byte[] alone = yaml.serialize(text, String.class);
        assertThat(new String(alone, UTF_8)).contains("\"");
        assertThat(yaml.deserialize(alone, String.class)).isEqualTo(text);
        assertThat(yaml.deserialize(alone, Object.class)).isEqualTo(text);
        Map<String, String> named = Map.of(text, text);
        Type type = new ValueType<Map<String, String>>() {}.type();
        assertThat(yaml.deserialize(yaml.serialize(named, type), type)).isEqualTo(named);
    }

    @Test
    void numbers_with_exponents_are_numbers_for_readers_of_yaml_1_1_too() {
        assertThat(new String(yaml.serialize(1e22, Double.class), UTF_8)).startsWith("1.0E+22");
        assertThat(new String(yaml.serialize(1e-7, Double.class), UTF_8)).startsWith("1.0E-7");
        assertThat(yaml.deserialize(yaml.serialize(1e22, Double.class), Double.class))
                .isEqualTo(1e22);
    }

    // --- hostile

    @Test
    void tags_choose_no_class() {
        assertRefused("!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]", Object.class);
        assertRefused("!!python/object/apply:os.system ['true']", Object.class);
        assertRefused("!dev.larder.Evil {a: 1}", Object.class);
    }

    @Test
    void only_one_document_is_a_value() {
        assertRefused("a\n--- b\n", String.class);
        assertRefused("a: 1\n...\n---\nb: 2\n", Object.class);
        assertRefused("", Object.class);
    }

    @Test
    void what_is_nested_too_deep_is_refused() {
        for (int depth : new int[] {501, 20_000}) {
            assertRefused("[".repeat(depth) + "]".repeat(depth), Object.class);
            assertRefused("{a: ".repeat(depth) + "1" + "}".repeat(depth), Object.class);
            assertRefused("- ".repeat(depth) + "1", Object.class);
        }
        StringBuilder block = new StringBuilder();
        for (int depth = 0; depth < 2_000; depth++) {
            block.append(" ".repeat(depth)).append("a:\n");
        }
        assertRefused(block.toString(), Object.class);
    }

    @Test
    void aliases_do_not_explode() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol]\n");
        for (int i = 1; i < 30; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
        }
        assertRefused(laughs.toString(), Object.class);
        assertRefused("&a [*a]", Object.class);
        assertRefused("*nothing", Object.class);
    }

    @Test
    void bytes_are_nothing_else() {
        assertRefused("!!binary AAH/", Period.class);
        assertRefused("!!binary AAH/", String.class);
        assertRefused("text", byte[].class);
    }

    @Test
    void what_is_no_text_is_refused() {
        assertThatThrownBy(() -> yaml.deserialize(new byte[] {'"', (byte) 0xC3, '"'}, String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void two_values_of_one_name_are_refused() {
        assertRefused("a: 1\na: 2\n", Object.class);
    }

    @Test
    void a_number_that_readers_take_differently_is_refused() {
        assertRefused("017", Integer.class);
        assertRefused("190:20:30", Object.class);
        assertRefused("1_000", Integer.class);
    }
}
