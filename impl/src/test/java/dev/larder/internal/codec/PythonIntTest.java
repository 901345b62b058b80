package dev.larder.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PythonIntTest {
    @Test
    void takes_what_python_takes_and_nothing_else() throws IOException {
        List<String> lines;
        try (InputStream file = PythonIntTest.class.getResourceAsStream("python-int.txt")) {
            lines = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
        assertThat(lines).hasSizeGreaterThan(1000);
        for (String line : lines) {
            String hex = line.substring(0, line.indexOf(' '));
            String expected = line.substring(line.indexOf(' ') + 1);
            Number read = read(HexFormat.of().parseHex(hex));
            assertThat(read == null ? "!" : read.toString())
                    .as(() -> new String(HexFormat.of().parseHex(hex), UTF_8))
                    .isEqualTo(expected);
        }
    }

    @Test
    void takes_as_many_digits_as_python_and_no_more() {
        String most = "1".repeat(4300);
        assertThat(read(most)).isEqualTo(new BigInteger(most));
        assertThat(read("-" + most)).isEqualTo(new BigInteger("-" + most));
        assertThat(read("1_".repeat(4299) + "1")).isEqualTo(new BigInteger(most));
        assertThat(read(most + "1")).isNull();
        assertThat(read("0".repeat(4301))).isNull();
    }

    @Test
    void is_a_long_as_far_as_that_goes() {
        assertThat(read("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(read("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(read("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(read("-9223372036854775809")).isEqualTo(new BigInteger("-9223372036854775809"));
        assertThat(read("0".repeat(100) + "7")).isEqualTo(7L);
    }

    @Test
    void digits_of_other_scripts_are_none() {
        assertThat(read("\uff14\uff12")).isNull();
        assertThat(read("\u0664\u0662")).isNull();
    }

    private static @Nullable Number read(String text) {
        return read(text.getBytes(UTF_8));
    }

    private static @Nullable Number read(byte[] bytes) {
        Number number = PythonInt.read(bytes);
        assertThat(number == null || PythonInt.possible(bytes)).isTrue();
        return number;
    }
}
