package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final int MINUTE = 60_000;

    private final Patience patience = new Patience();

    @Test
    void without_a_timeout_it_waits_for_ever() throws SocketTimeoutException {
        assertThat(patience.millisLeft()).isEqualTo(-1);
        patience.timeout(MINUTE);
        assertThat(patience.millisLeft()).isBetween(1, MINUTE);
        assertThat(patience.timeout()).isEqualTo(MINUTE);
    }

    /** Else a server that is always a byte ahead of a slow reader could hold it up for ever. */
    @Test
    void what_is_there_when_the_time_is_over_is_taken_but_not_without_end() throws Exception {
        for (int reply = 0; reply < 2; reply++) {
            patience.timeout(1);
            Thread.sleep(5);
            for (int i = 0; i < 16; i++) {
                assertThat(patience.millisLeft()).isZero();
                patience.arrived(1);
            }
            assertThatThrownBy(patience::millisLeft)
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("read timed out");
        }
        patience.timeout(MINUTE);
        assertThat(patience.millisLeft()).isPositive();
    }

    @Test
    void all_that_comes_before_the_connection_can_be_used_has_one_time_whatever_is_sent()
            throws SocketTimeoutException {
        patience.timeout(MINUTE);
        patience.opensUntil(System.nanoTime());
        for (int i = 0; i < 16; i++) {
            assertThat(patience.millisLeft()).isZero();
            patience.written();
            patience.arrived(Patience.PIECE_BYTES);
        }
        assertThatThrownBy(patience::millisLeft)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("login timed out");
        patience.opened();
        assertThat(patience.millisLeft()).isPositive();
        assertThat(patience.over()).hasMessage("read timed out");
    }
}
