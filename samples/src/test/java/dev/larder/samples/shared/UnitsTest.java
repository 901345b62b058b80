package dev.larder.samples.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void separates_thousands() {
        assertThat(Units.count(26_512)).isEqualTo("26,512");
        assertThat(Units.count(7)).isEqualTo("7");
    }

    @Test
    void takes_the_unit_that_keeps_numbers_short() {
        assertThat(Units.bytes(999)).isEqualTo("999 B");
        assertThat(Units.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Units.bytes(999_949)).isEqualTo("999.9 kB");
        assertThat(Units.bytes(999_950)).isEqualTo("1.0 MB");
        assertThat(Units.bytes(1_234_567_890)).isEqualTo("1,234.6 MB");
    }

    @Test
    void shows_three_digits_of_a_time() {
        assertThat(Units.time(Duration.ofNanos(123_456))).isEqualTo("0.12 ms");
        assertThat(Units.time(Duration.ofNanos(9_994_000))).isEqualTo("9.99 ms");
        assertThat(Units.time(Duration.ofNanos(9_996_000))).isEqualTo("10 ms");
        assertThat(Units.time(Duration.ofNanos(999_600_000))).isEqualTo("1.00 s");
    }

    @Test
    void divides_without_losing_fractions() {
        assertThat(Units.rate(1, Duration.ofSeconds(2))).isEqualTo("1");
        assertThat(Units.rate(30_000, Duration.ofMillis(1_500))).isEqualTo("20,000");
        assertThat(Units.rate(5, Duration.ZERO)).isEqualTo("5,000,000,000");
        assertThat(Units.share(0.625)).isEqualTo("63 %");
    }
}
