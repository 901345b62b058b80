package dev.larder.samples.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final String OPTIONS = """
              --redis URI   a server
                            on two lines
              --times N     a number
              --help        no value
            """;

    @Test
    void nothing_needs_to_be_given() {
        Arguments nothing = Arguments.parse(OPTIONS);

        assertThat(nothing.text("--redis")).isNull();
        assertThat(nothing.number("--times", 3, 1, 9)).isEqualTo(3);
        assertThat(nothing.choice("--redis", "one", "two")).isEqualTo("one");
        assertThat(nothing.has("--help")).isFalse();
    }

    @Test
    void a_value_follows_its_option_or_an_equals_sign() {
        assertThat(Arguments.parse(OPTIONS, "--redis", "a=b").text("--redis")).isEqualTo("a=b");
        assertThat(Arguments.parse(OPTIONS, "--redis=a=b").text("--redis")).isEqualTo("a=b");
        assertThat(Arguments.parse(OPTIONS, "--times=4", "--redis", "two").number("--times", 3, 1, 9))
                .isEqualTo(4);
        assertThat(Arguments.parse(OPTIONS, "-h").has("--help")).isTrue();
    }

    @Test
    void what_is_not_known_is_refused() {
        assertWrong(() -> Arguments.parse(OPTIONS, "--redsi", "x"), "unknown argument: --redsi");
        assertWrong(() -> Arguments.parse(OPTIONS, "x"), "unknown argument: x");
        assertWrong(() -> Arguments.parse(OPTIONS, "--redis"), "--redis needs a value: --redis URI");
        assertWrong(() -> Arguments.parse(OPTIONS, "--help=yes"), "--help takes no value");
    }

    @Test
    void a_number_out_of_range_is_refused() {
        String wrong = "--times must be a whole number from 1 to 9 but was '";

        assertWrong(() -> Arguments.parse(OPTIONS, "--times=0").number("--times", 3, 1, 9), wrong + "0'");
        assertWrong(() -> Arguments.parse(OPTIONS, "--times=10").number("--times", 3, 1, 9), wrong + "10'");
        assertWrong(() -> Arguments.parse(OPTIONS, "--times=many").number("--times", 3, 1, 9), wrong + "many'");
    }

    @Test
    void a_choice_is_one_of_several() {
        assertThat(Arguments.parse(OPTIONS, "--redis=two").choice("--redis", "one", "two"))
                .isEqualTo("two");
        assertWrong(
                () -> Arguments.parse(OPTIONS, "--redis=three").choice("--redis", "one", "two"),
                "--redis must be one of one, two but was 'three'");
    }

    private static void assertWrong(ThrowingCallable asked, String message) {
        assertThatExceptionOfType(Arguments.WrongException.class)
                .isThrownBy(asked)
                .withMessage(message);
    }
}
