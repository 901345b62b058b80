package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Xxh64Test {
    @ParameterizedTest
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "abc, 44bc2cf5ad770999",
        "Nobody inspects the spammish repetition, fbcea83c8a378bf1",
    })
    void gives_the_published_hashes(String text, String expected) {
        byte[] bytes = text.getBytes(US_ASCII);
        assertThat(Xxh64.of(bytes, 0, bytes.length)).isEqualTo(Long.parseUnsignedLong(expected, 16));
    }

    /** Made by lz4-java 1.13.0 and by an implementation in Python, which agree. */
    @ParameterizedTest
    @CsvSource({
        "0, ef46db3751d8e999",
        "1, a96c7f0ce858bbb7",
        "3, bed43740ee6332bb",
        "4, fa212ae44b3bb23d",
        "7, 2744460dd675d2c0",
        "8, 994b676b71ce94dd",
        "12, b92f588ce720786e",
        "31, 6711d55e306b5d8f",
        "32, 07f7b8e3bc5d6e25",
        "33, 09f85eeb4e1cbe9f",
        "63, b7c9968c066cb6a5",
        "64, 50d4159a0411632e",
        "100, 9ddada11d3dc2d8f",
        "222, 2d0544cca0f576c7",
    })
    void hashes_every_length_wherever_it_lies(int length, String expected) {
        for (int from = 0; from < 9; from++) {
            byte[] bytes = new byte[from + length + 3];
            for (int i = 0; i < length; i++) {
                bytes[from + i] = (byte) (i * 131 + 7);
            }
            assertThat(Xxh64.of(bytes, from, from + length)).isEqualTo(Long.parseUnsignedLong(expected, 16));
        }
    }
}
