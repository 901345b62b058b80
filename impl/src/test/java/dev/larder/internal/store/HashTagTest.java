package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashTagTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "\"\" \"\"",
                "key key",
                "{user1000}.following user1000",
                "users:1:{42}:name 42",
                "{42} 42",
                "a{b}c{d}e b",
                "foo{{bar}}zap {bar",
                "foo{bar}{zap} bar",
                "a}b{c}d c",
                "foo{}{bar} foo{}{bar}",
                "{} {}",
                "a{b a{b",
                "a} a}",
                "}{ }{",
                "{ {",
                "x{ü}y ü",
            })
    void decides_as_in_redis_cluster(String key, String tag) {
        byte[] bytes = key.getBytes(UTF_8);
        int start = HashTag.start(bytes);
        assertThat(new String(Arrays.copyOfRange(bytes, start, HashTag.end(bytes, start)), UTF_8))
                .isEqualTo(tag);
    }
}
