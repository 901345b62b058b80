package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {
    @ParameterizedTest
    @CsvSource({
        "123456789, 12739",
        "foo, 12182",
        "bar, 5061",
        "'', 0",
        "{foo}, 12182",
        "x{foo}y{bar}, 12182",
        "foo{}{bar}, 8363",
        "foo{{bar}}zap, 4015"
    })
    void is_that_of_the_cluster_specification(String key, int slot) {
        assertThat(HashSlot.of(key.getBytes(UTF_8))).isEqualTo(slot);
    }

    @Test
    void every_slot_has_a_short_tag_of_its_own() {
        for (int slot = 0; slot < HashSlot.COUNT; slot++) {
            assertThat(HashSlot.of(SlotTags.of(slot))).isEqualTo(slot);
            assertThat(SlotTags.of(slot)).hasSizeBetween(1, 4);
        }
    }
}
