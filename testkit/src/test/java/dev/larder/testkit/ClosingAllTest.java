package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingAllTest {
    private final List<String> closed = new ArrayList<>();

    private AutoCloseable failing(String name) {
        return () -> {
            closed.add(name);
            throw new IllegalStateException(name);
        };
    }

    @Test
    void closes_the_others_if_one_fails_and_tells_of_every_failure() {
        assertThatThrownBy(() -> ClosingAll.of(List.of(failing("a"), () -> closed.add("b"), failing("c"))))
                .hasRootCauseMessage("a")
                .satisfies(failure ->
                        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(Exception.class));
        assertThat(closed).containsExactly("a", "b", "c");
    }

    @Test
    void the_failure_that_led_to_closing_carries_the_one_of_closing() {
        RuntimeException first = new RuntimeException("first");
        ClosingAll.after(first, failing("a"));
        assertThat(first.getSuppressed())
                .singleElement()
                .satisfies(second -> assertThat(second).hasMessage("a"));
    }
}
