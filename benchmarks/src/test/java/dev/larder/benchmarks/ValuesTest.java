package dev.larder.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Both of a pair do the same work. */
class ValuesTest {
    private final Values values = new Values();

    @Test
    void both_read_the_same_value() throws Exception {
        Person person = Person.sample();
        assertThat(values.jacksonReads()).isEqualTo(person);
        assertThat(values.jsonIsRead()).isEqualTo(person);
        assertThat(values.jsonIsReadStrictly()).isEqualTo(person);
        assertThat(values.zlibInflatesAndJacksonReads()).isEqualTo(person);
        assertThat(values.jsonIsRestoredAndRead()).isEqualTo(person);
    }

    @Test
    void the_envelope_adds_as_many_bytes_as_the_manual_says() {
        assertThat(values.jacksonWrites()).hasSizeBetween(1024, 1400);
        assertThat(values.overhead()).isEqualTo(19);
        assertThat(values.jsonIsWritten()).hasSize(values.jacksonWrites().length + 19);
        assertThat(values.jsonIsWrittenStrictly()).hasSize(values.jacksonWrites().length + 19);
        assertThat(values.overheadWithZlib()).isEqualTo(23);
        assertThat(values.jsonIsWrittenAndCompressed()).hasSize(values.jacksonWritesAndZlibDeflates().length + 23);
    }
}
