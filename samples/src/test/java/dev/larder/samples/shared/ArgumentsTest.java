package dev.larder.samples.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void nothing_asks_for_an_embedded_server() {
        assertThat(Arguments.parse()).isEqualTo(new Arguments(null, false));
    }

    @Test
    void a_server_may_be_named() {
        assertThat(Arguments.parse("--redis", "redis://host:1")).isEqualTo(new Arguments("redis://host:1", false));
        assertThat(Arguments.parse("--redis=redis://host:1")).isEqualTo(new Arguments("redis://host:1", false));
    }

    @Test
    void what_is_not_known_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.parse("--redsi", "x"))
                .withMessage("unknown argument: --redsi");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.parse("--redis"))
                .withMessageContaining("needs a URI");
    }
}
