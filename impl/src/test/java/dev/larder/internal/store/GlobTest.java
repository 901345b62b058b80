package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "* \"\" true",
                "* abc true",
                "a*c abc true",
                "a*c ac true",
                "a*c acb false",
                "a**c abbc true",
                "a?c abc true",
                "a?c ac false",
                "? é false",
                "?? é true",
                "[abc]x bx true",
                "[^abc]x bx false",
                "[^abc]x dx true",
                "[a-c]x bx true",
                "[c-a]x bx true",
                "[a-c]x dx false",
                "[\\]]x ]x true",
                "[a b false",
                "[a a true",
                "\\*x *x true",
                "\\*x ax false",
                "a\\ a\\ true",
                "\"\" \"\" true",
                "\"\" a false",
                "a \"\" false",
                "*a*b*c* xxaxxbxxcxx true",
                "*a*b*c* xxaxxcxxbxx false",
            })
    void matches_as_redis_does(String pattern, String text, boolean expected) {
        assertThat(new Glob(pattern.getBytes(UTF_8)).matches(text.getBytes(UTF_8)))
                .isEqualTo(expected);
    }

    @Test
    void bytes_above_127_are_compared_as_unsigned() {
        assertThat(new Glob(new byte[] {'[', 'a', '-', (byte) 0xFF, ']'}).matches(new byte[] {(byte) 0xF0}))
                .isTrue();
        assertThat(new Glob(new byte[] {'[', 'a', '-', 'z', ']'}).matches(new byte[] {(byte) 0xF0}))
                .isFalse();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.SECONDS)
    void many_stars_end_soon() {
        byte[] pattern = "a*".repeat(500).concat("b").getBytes(UTF_8);
        assertThat(new Glob(pattern).matches("a".repeat(5_000).getBytes(UTF_8))).isFalse();
    }
}
