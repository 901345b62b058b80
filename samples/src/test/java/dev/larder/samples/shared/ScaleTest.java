package dev.larder.samples.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void places_in_proportion_to_the_value_or_to_its_logarithm() {
        assertThat(Scale.linear(0, 10, 100, 200).at(2.5)).isEqualTo(125, within(1e-9));
        assertThat(Scale.linear(0, 10, 200, 100).at(2.5)).isEqualTo(175, within(1e-9));
        assertThat(Scale.logarithmic(1, 100, 0, 50).at(10)).isEqualTo(25, within(1e-9));
    }

    @Test
    void keeps_what_is_out_of_range_at_the_edge() {
        assertThat(Scale.linear(0, 10, 100, 200).at(11)).isEqualTo(200);
        assertThat(Scale.logarithmic(1, 100, 0, 50).at(0.5)).isZero();
    }
}
