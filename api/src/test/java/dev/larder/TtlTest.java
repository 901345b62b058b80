package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TtlTest {
    @Test
    void is_made_of_any_unit() {
        assertThat(Ttl.ofMillis(1500)).isEqualTo(Ttl.of(Duration.ofMillis(1500)));
        assertThat(Ttl.ofSeconds(60)).isEqualTo(Ttl.ofMinutes(1));
        assertThat(Ttl.ofHours(24)).isEqualTo(Ttl.ofDays(1));
        assertThat(Ttl.ofMinutes(5)).hasToString("PT5M");
    }

    @Test
    void rounds_fractions_of_a_millisecond_up() {
        assertThat(Ttl.of(Duration.ofNanos(1))).isEqualTo(Ttl.ofMillis(1));
        assertThat(Ttl.of(Duration.ofMillis(1))).isEqualTo(Ttl.ofMillis(1));
        assertThat(Ttl.of(Duration.ofNanos(1_000_001))).isEqualTo(Ttl.ofMillis(2));
    }

    @Test
    void forever_is_not_finite() {
        assertThat(Ttl.FOREVER.isForever()).isTrue();
        assertThat(Ttl.FOREVER).hasToString("FOREVER").isEqualTo(Ttl.of(ChronoUnit.FOREVER.getDuration()));
        assertThat(Ttl.ofDays(36_525).isForever()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE / 1000})
    void refuses_what_is_not_positive_and_says_what_to_do(long millis) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ttl.ofMillis(millis))
                .withMessage("ttl must be positive but was " + Duration.ofMillis(millis)
                        + "; use delete(key) to remove an entry");
    }

    @Test
    void refuses_more_than_100_years_that_are_not_forever() {
        assertThat(Ttl.ofDays(36_525)).isNotNull();
        for (Duration tooLong : new Duration[] {
            Duration.ofDays(36_525).plusNanos(1), Duration.ofDays(36_526), Duration.ofSeconds(Long.MAX_VALUE)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Ttl.of(tooLong))
                    .withMessageEndingWith("use Ttl.FOREVER for an entry that never expires");
        }
    }

    @Test
    void refuses_amounts_that_overflow_as_it_refuses_others() {
        for (long amount : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofMillis(amount));
            assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofSeconds(amount));
            assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofMinutes(amount));
            assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofHours(amount));
            assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofDays(amount));
        }
    }
}
