package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.ManualClock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest extends StoreContract {
    private static final byte[] V = {'v'};
    private static final byte[] ALL = {'*'};

    private final Store store = new InMemoryStore(InstantSource.system());
    private final ManualClock clock = new ManualClock();
    private final Store timed = new InMemoryStore(clock);

    @Override
    public Store store() {
        return store;
    }

    private static EntryKey key(int number) {
        return EntryKey.of(new byte[] {(byte) (number >> 8), (byte) number}, new byte[] {'l'});
    }

    @Test
    void an_entry_ends_exactly_when_its_time_is_over() {
        timed.set(key(1), V, 1000);
        clock.advance(Duration.ofMillis(999));
        assertThat(timed.ttl(key(1).bytes())).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(timed.get(key(1))).isNull();
        assertThat(timed.scan(ALL)).isEmpty();
    }

    @Test
    void what_has_ended_takes_no_room_for_ever() {
        for (int i = 0; i < 5_000; i++) {
            timed.set(key(i), V, 1);
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(timed.size()).isLessThan(2_000);
    }
}
