package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.CacheUnavailableException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TripsTest {
    private final CacheUnavailableException first = new CacheUnavailableException("away", null);

    private CacheUnavailableException partly(int missing, int of) {
        BitSet positions = new BitSet();
        positions.set(missing);
        return PartlyAnswered.outage(Arrays.asList("a", "b"), positions, of, first);
    }

    /** A trip for the two things that belong to each key, of which the second was missing. */
    @Test
    void what_one_trip_says_of_its_positions_is_not_told_of_those_of_the_whole() {
        Trips trips = new Trips();
        trips.<String>asking(List.of(0, 0), () -> {
            throw partly(1, 2);
        });
        CacheUnavailableException told =
                catchThrowableOfType(CacheUnavailableException.class, () -> trips.requireAll(List.of("a"), 1));
        assertThat(told).isSameAs(first);
        assertThat(PartlyAnswered.answered(told, List.of("k"))).isEmpty();
    }

    @Test
    void what_the_whole_says_is_told_of_its_own_positions() {
        Trips trips = new Trips();
        trips.<String>asking(List.of(0, 2), () -> {
            throw partly(1, 2);
        });
        trips.<String>asking(List.of(1), () -> List.of("c"));
        CacheUnavailableException told = catchThrowableOfType(
                CacheUnavailableException.class, () -> trips.requireAll(List.of("a", "c", "b"), 3));
        assertThat(PartlyAnswered.answered(told, List.of("k0", "k1", "k2"))).containsExactly("k0", "k1");
        assertThat(told).hasMessage("away (1 of 3 keys are there; others were answered)");
    }
}
