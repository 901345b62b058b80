package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolTest {
    @Test
    void waits_half_a_second_unless_told_otherwise() {
        assertThat(Pool.DEFAULT).hasToString("Pool[max=16, minIdle=0, maxWait=PT0.5S]");
        assertThat(Pool.ofMax(4)).hasToString("Pool[max=4, minIdle=0, maxWait=PT0.5S]");
        assertThat(Pool.ofMax(4).minIdle(4).maxWait(Duration.ZERO)).hasToString("Pool[max=4, minIdle=4, maxWait=PT0S]");
        assertThat(Pool.ofMax(4).maxWait(Duration.ofDays(1)).minIdle(1))
                .hasToString("Pool[max=4, minIdle=1, maxWait=PT24H]");
    }

    @Test
    void refuses_figures_out_of_range() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.ofMax(0))
                .withMessage("a pool needs at least 1 connection but max was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.ofMax(4).minIdle(5))
                .withMessage("minIdle must be from 0 to max, which is 4, but was 5");
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.ofMax(4).minIdle(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.ofMax(4).maxWait(Duration.ofNanos(-1)))
                .withMessage("maxWait must be from zero (fail at once) to a day but was PT-0.000000001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.ofMax(4).maxWait(Duration.ofDays(1).plusNanos(1)));
    }
}
