package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import dev.larder.internal.FlakyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResilientStoreTest implements OutageObserver {
    private final AtomicLong now = new AtomicLong();
    private OutageKind kind = OutageKind.SILENT;
    private final FlakyStore server = new FlakyStore(new InMemoryStore(InstantSource.system()));
    private final ResilientStore store =
            new ResilientStore(server, "here:1", cause -> kind, this, new Breaker(5, Duration.ofSeconds(10), now::get));
    private final List<String> heard = new ArrayList<>();

    @Override
    public void began(String server, CacheUnavailableException cause) {
        heard.add("began " + server);
    }

    @Override
    public void ended(String server, Duration lasted) {
        heard.add("ended " + server);
    }

    @Override
    public void crowded(String server, CacheUnavailableException cause) {
        heard.add("crowded " + server);
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

    @Test
    void a_server_that_cannot_do_some_things_is_one_outage_though_it_does_others() {
        kind = OutageKind.ANSWERED;
        for (int i = 0; i < 20; i++) {
            server.goAway();
            assertThatThrownBy(() -> store.exists(new byte[1])).isInstanceOf(CacheUnavailableException.class);
            server.comeBack();
            store.exists(new byte[1]);
        }
        assertThat(heard).containsExactly("began here:1");
        await(Duration.ofMillis(1_100));
        store.exists(new byte[1]);
        assertThat(heard).containsExactly("began here:1", "ended here:1");
    }

    private static void await(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void fail(int times) {
        server.goAway();
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(this::ask).hasMessage("flaky is away");
        }
    }

    private boolean ask() {
        return store.exists(new byte[1]);
    }

    @Test
    void is_not_asked_for_a_while_after_five_failures_in_a_row() {
        fail(4);
        server.comeBack();
        assertThat(ask()).isFalse();
        fail(5);
        server.comeBack();
        assertThatThrownBy(this::ask)
                .isInstanceOf(CacheUnavailableException.class)
                .hasMessageContaining("here:1 has not answered for")
                .hasMessageContaining("at first with: flaky is away; it is asked again in");
        now.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThatThrownBy(this::ask).hasMessageContaining("has not answered");
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(ask()).isFalse();
        assertThat(ask()).isFalse();
        assertThat(heard).containsExactly("began here:1", "ended here:1", "began here:1", "ended here:1");
    }

    @Test
    void one_caller_tries_while_the_others_are_kept_off() {
        fail(5);
        now.addAndGet(Duration.ofSeconds(13).toNanos());
        fail(1);
        assertThatThrownBy(this::ask).hasMessageContaining("has not answered");
        now.addAndGet(Duration.ofSeconds(13).toNanos());
        fail(1);
        now.addAndGet(Duration.ofSeconds(13).toNanos());
        server.comeBack();
        assertThat(ask()).isFalse();
    }

    @Test
    void a_server_that_answers_what_it_cannot_do_is_asked_on() {
        kind = OutageKind.ANSWERED;
        fail(20);
        kind = OutageKind.STRANGE;
        fail(20);
        server.comeBack();
        assertThat(ask()).isFalse();
        assertThat(heard).containsExactly("began here:1", "ended here:1");
    }

    @Test
    void who_was_interrupted_says_nothing_of_the_server() {
        kind = OutageKind.UNASKED;
        fail(20);
        server.comeBack();
        assertThat(ask()).isFalse();
        assertThat(heard).isEmpty();
    }

    @Test
    void that_too_many_want_to_ask_is_told_each_time_and_is_no_outage() {
        kind = OutageKind.CROWDED;
        fail(6);
        server.comeBack();
        assertThat(ask()).isFalse();
        assertThat(heard).hasSize(6).containsOnly("crowded here:1");
        assertThat(statistics().poolTimeouts()).isEqualTo(6);
        assertThat(statistics().outages()).isZero();
    }

    @Test
    void counts_outages_and_says_how_long_the_last_one_lasts() {
        assertThat(statistics().server()).isEqualTo("here:1");
        assertThat(statistics().isAway()).isFalse();
        fail(2);
        assertThat(statistics().outages()).isEqualTo(1);
        assertThat(statistics().isAway()).isTrue();
        assertThat(statistics().awayFor()).isGreaterThanOrEqualTo(Duration.ZERO);
        server.comeBack();
        ask();
        fail(1);
        assertThat(statistics().outages()).isEqualTo(2);
        server.comeBack();
        ask();
        assertThat(statistics().isAway()).isFalse();
        assertThat(statistics().awayFor()).isNull();
        assertThat(statistics().outages()).isEqualTo(2);
    }

    private ServerStatistics statistics() {
        return store.servers().findFirst().orElseThrow();
    }
}
