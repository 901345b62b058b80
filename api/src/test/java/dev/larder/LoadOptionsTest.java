package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadOptionsTest {
    private final LoadOptions minute = LoadOptions.freshFor(Ttl.ofMinutes(1));

    @Test
    void keeps_no_longer_than_fresh_and_waits_30_seconds_unless_told_otherwise() {
        assertThat(minute)
                .hasToString("LoadOptions[freshFor=PT1M, keepFor=PT1M, lockFor=PT10S, waitFor=PT30S, "
                        + "refreshEarly=0.0, inBackground=false]");
        assertThat(minute.refresher()).isNull();
    }

    @Test
    void keeps_each_setting_when_another_changes() {
        LoadOptions all = minute.refreshInBackground(Runnable::run)
                .refreshEarly(1.5)
                .waitFor(Duration.ZERO)
                .lockFor(Duration.ofMillis(10))
                .keepFor(Ttl.ofHours(1));
        LoadOptions again = all.keepFor(all.keepFor())
                .lockFor(all.lockFor())
                .waitFor(all.waitFor())
                .refreshEarly(all.refreshEarly());
        assertThat(again)
                .hasToString("LoadOptions[freshFor=PT1M, keepFor=PT1H, lockFor=PT0.01S, waitFor=PT0S, "
                        + "refreshEarly=1.5, inBackground=true]");
        assertThat(minute.keepFor()).isEqualTo(Ttl.ofMinutes(1));
    }

    @Test
    void refuses_to_keep_shorter_than_fresh() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minute.keepFor(Ttl.ofSeconds(59)))
                .withMessage("keepFor must be at least freshFor, which is PT1M, but was PT59S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadOptions.freshFor(Ttl.FOREVER).keepFor(Ttl.ofDays(1)));
    }

    @Test
    void refuses_to_keep_for_ever_what_is_not_fresh_for_ever() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minute.keepFor(Ttl.FOREVER))
                .withMessageStartingWith("keepFor(FOREVER) needs freshFor(FOREVER) but freshFor is PT1M");
        assertThat(LoadOptions.freshFor(Ttl.FOREVER)
                        .keepFor(Ttl.FOREVER)
                        .keepFor()
                        .isForever())
                .isTrue();
    }

    @Test
    void refuses_times_out_of_range() {
        for (Duration lock : new Duration[] {
            Duration.ofNanos(9_999_999), Duration.ZERO, Duration.ofDays(1).plusNanos(1)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> minute.lockFor(lock))
                    .withMessage("lockFor must be from 10 ms to a day but was " + lock);
        }
        for (Duration wait :
                new Duration[] {Duration.ofNanos(-1), Duration.ofDays(1).plusNanos(1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> minute.waitFor(wait))
                    .withMessage("waitFor must be from zero to a day but was " + wait);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refuses_a_beta_that_is_no_number_from_0_on(double beta) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> minute.refreshEarly(beta))
                .withMessage("beta must be a number from 0 on but was " + beta);
    }
}
