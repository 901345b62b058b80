package dev.larder.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void the_middle_half_leaves_out_what_is_far_off() {
        assertThat(Spread.of(5, 1, 3, 2, 1_000)).isEqualTo(new Spread(3, 2, 5, 1, 1_000));
    }

    @Test
    void an_even_number_of_rounds_has_its_median_between_two() {
        assertThat(Spread.of(1, 2, 4, 8).median()).isEqualTo(3);
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 7, 7));
    }
}
