package dev.larder.serializer.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarTest {
    @Test
    void is_what_pyyaml_takes_it_for_unless_yaml_1_2_differs() {
        List<String> lines = lines();
        assertThat(lines).hasSizeGreaterThan(1000).allSatisfy(line -> {
            String tag = line.substring(0, line.indexOf(' '));
            String text = line.substring(tag.length() + 1).replace("\\t", "\t");
            assertThat(expected(tag)).contains(Scalar.of(text));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "+5", "12", "-9223372036854775809"})
    void a_decimal_number_is_whole(String text) {
        assertThat(Scalar.of(text)).isEqualTo(Scalar.WHOLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-0.0", "5.", ".5", "1.0e+22", "1.E-3", "00.5"})
    void a_number_with_a_point_is_a_fraction(String text) {
        assertThat(Scalar.of(text)).isEqualTo(Scalar.FRACTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"017", "00", "0b1", "0x1F", "1_000", "1:30", "190:20:30.15", "1_0.5", ".5_", "<<", "="})
    void what_yaml_1_1_and_1_2_differ_on_is_ambiguous(String text) {
        assertThat(Scalar.of(text)).isEqualTo(Scalar.AMBIGUOUS);
    }

    private static List<Scalar> expected(String tag) {
        return switch (tag) {
            case "str" -> List.of(Scalar.TEXT);
            case "int" -> List.of(Scalar.WHOLE, Scalar.AMBIGUOUS);
            case "float" ->
                List.of(Scalar.FRACTION, Scalar.INFINITE, Scalar.NEGATIVE_INFINITE, Scalar.NO_NUMBER, Scalar.AMBIGUOUS);
            case "bool" -> List.of(Scalar.TRUE, Scalar.FALSE);
            case "null" -> List.of(Scalar.NOTHING);
            case "timestamp" -> List.of(Scalar.TIME);
            default -> List.of(Scalar.AMBIGUOUS);
        };
    }

    private static List<String> lines() {
        try (InputStream file = ScalarTest.class.getResourceAsStream("/pyyaml-scalars.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
