package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResilienceTest {
    @Test
    void opens_after_5_failures_for_half_a_second_unless_told_otherwise() {
        assertThat(Resilience.missOnOutage())
                .hasToString(
                        "Resilience[missOnOutage, retries=1, failuresToOpen=5, openFor=PT0.5S, loadsWhileAway=32]");
        assertThat(Resilience.throwOnOutage())
                .hasToString(
                        "Resilience[throwOnOutage, retries=1, failuresToOpen=5, openFor=PT0.5S, loadsWhileAway=32]");
    }

    @Test
    void keeps_each_figure_when_another_changes() {
        Resilience all = Resilience.throwOnOutage()
                .retries(0)
                .failuresToOpen(1)
                .loadsWhileAway(7)
                .openFor(Duration.ofHours(1))
                .retries(0);
        assertThat(all)
                .hasToString("Resilience[throwOnOutage, retries=0, failuresToOpen=1, openFor=PT1H, loadsWhileAway=7]");
        assertThat(all.throwsOnOutage()).isTrue();
    }

    @Test
    void refuses_figures_out_of_range() {
        for (int retries : new int[] {-1, 2}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Resilience.missOnOutage().retries(retries))
                    .withMessage("retries must be 0 or 1 but was " + retries);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resilience.missOnOutage().failuresToOpen(0))
                .withMessage("failuresToOpen must be at least 1 but was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resilience.missOnOutage().loadsWhileAway(0))
                .withMessage("loadsWhileAway must be at least 1 but was 0");
        for (Duration open : new Duration[] {
            Duration.ZERO, Duration.ofNanos(-1), Duration.ofHours(1).plusNanos(1)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Resilience.missOnOutage().openFor(open))
                    .withMessage("openFor must be positive and at most an hour but was " + open);
        }
    }
}
