package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends LeaseContract {
    private final ManualClock clock = new ManualClock();

    @Override
    Store open() {
        return new InMemoryStore(clock);
    }

    @Test
    void an_entry_ends_exactly_when_its_time_is_over() {
        store.set(key("k"), V, 1000);
        clock.advance(Duration.ofMillis(999));
        assertThat(store.ttl(key("k").bytes())).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(store.get(key("k").bytes())).isNull();
        assertThat(store.scan(utf8("*"))).isEmpty();
    }

    @Test
    void what_has_ended_takes_no_room_for_ever() {
        for (int i = 0; i < 5_000; i++) {
            store.set(key("k" + i), V, 1);
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(store.size()).isLessThan(2_000);
    }
}
