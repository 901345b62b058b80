package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import dev.larder.internal.FlakyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResilientStoreTest implements OutageObserver {
    private final FlakyStore server = new FlakyStore(new InMemoryStore(InstantSource.system()));
    private final ResilientStore store = new ResilientStore(server, "here:1", cause -> false, this);
    private final List<String> heard = new ArrayList<>();

    @Override
    public void began(String server, CacheUnavailableException cause) {
        heard.add("began " + server);
    }

    @Override
    public void ended(String server, Duration lasted) {
        heard.add("ended " + server);
    }

    @Test
    void tells_of_an_outage_once_and_of_its_end_once() {
        store.exists(new byte[1]);
        assertThat(heard).isEmpty();
        for (int outage = 0; outage < 2; outage++) {
            server.goAway();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> store.exists(new byte[1])).isInstanceOf(CacheUnavailableException.class);
            }
            server.comeBack();
            store.exists(new byte[1]);
            store.exists(new byte[1]);
        }
        assertThat(heard).containsExactly("began here:1", "ended here:1", "began here:1", "ended here:1");
    }
}
