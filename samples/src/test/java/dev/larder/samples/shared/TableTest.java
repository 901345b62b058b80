package dev.larder.samples.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table(-6, 5, 3);

    @Test
    void sets_words_to_the_left_and_numbers_to_the_right() {
        assertThat(table.row("json", "1,234", "7")).isEqualTo("json    1,234    7");
        assertThat(table.row("zlib", "9")).isEqualTo("zlib        9");
        assertThat(table.rule()).isEqualTo("------  -----  ---");
    }

    @Test
    void never_cuts_a_cell() {
        assertThat(table.row("serializer", "1,234,567")).isEqualTo("serializer  1,234,567");
    }
}
