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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResilientStoreTest implements OutageObserver {
    private final AtomicLong now = new AtomicLong();
    private OutageKind kind = OutageKind.SILENT;
    private final FlakyStore server = new FlakyStore(new InMemoryStore(InstantSource.system()));
    private final Breaker breaker = new Breaker(5, Duration.ofSeconds(10), now::get);
    private final ResilientStore store = watched(server);
    private final List<String> heard = new ArrayList<>();

    private ResilientStore watched(Store server) {
        return new ResilientStore(server, "here:1", cause -> kind, this, breaker);
    }

    /** A store whose server says this whatever it is asked. */
    private ResilientStore saying(RuntimeException words) {
        return watched(new FlakyStore(server) {
            @Override
            protected <R extends @Nullable Object> R write(Call<R> call) {
                throw words;
            }
        });
    }

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
    void an_answer_ends_a_row_of_failures_even_if_it_is_that_this_cannot_be_done() {
        ResilientStore unfit = saying(new UnfitEntryException(UnfitEntryException.Reason.NOT_A_NUMBER));
        for (int i = 0; i < 5; i++) {
            kind = OutageKind.SILENT;
            fail(4);
            kind = OutageKind.ANSWERED;
            fail(1);
        }
        kind = OutageKind.SILENT;
        for (int i = 0; i < 5; i++) {
            fail(4);
            assertThatThrownBy(() -> unfit.exists(new byte[1])).isInstanceOf(UnfitEntryException.class);
        }
    }

    @Test
    void that_a_key_is_on_another_node_is_no_outage() {
        kind = OutageKind.ANSWERED;
        ResilientStore node = saying(new CacheUnavailableException(
                "elsewhere",
                new RedirectedException(
                        RedirectedException.Kind.MOVED, null, "MOVED 1 there:1", new IllegalStateException(), 0)));
        assertThatThrownBy(() -> node.exists(new byte[1])).hasMessage("elsewhere");
        assertThat(heard).isEmpty();
        assertThat(node.servers()).allMatch(each -> each.outages() == 0);
    }

    @Test
    void who_is_kept_off_is_told_what_was_wrong_at_first() {
        IllegalStateException cause = new IllegalStateException("cable");
        ResilientStore broken = saying(new CacheUnavailableException("flaky is away", cause));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> broken.exists(new byte[1])).hasMessage("flaky is away");
        }
        assertThatThrownBy(() -> broken.exists(new byte[1]))
                .hasMessageContaining("has not answered")
                .hasCause(cause);
    }

    @Test
    void what_is_read_past_replicas_is_watched_together_with_the_rest() {
        FlakyStore primary = new FlakyStore(new InMemoryStore(InstantSource.system()));
        ResilientStore replicated = watched(new FlakyStore(server) {
            @Override
            public Store latest() {
                return primary;
            }
        });
        assertThat(store.latest()).isSameAs(store);
        primary.goAway();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> replicated.latest().exists(new byte[1])).hasMessage("flaky is away");
        }
        assertThat(heard).containsExactly("began here:1");
        assertThat(replicated.servers()).allMatch(ServerStatistics::isAway);
        assertThatThrownBy(() -> replicated.exists(new byte[1])).hasMessageContaining("has not answered");
    }

    @Test
    void connections_are_those_of_the_store_and_closing_closes_it() {
        AtomicBoolean closed = new AtomicBoolean();
        ResilientStore counting = watched(new FlakyStore(server) {
            @Override
            public Stream<ServerStatistics> servers() {
                return Stream.of(
                        ServerStatistics.builder("there:2").connections(3, 2, 1).build());
            }

            @Override
            public void close() {
                closed.set(true);
            }
        });
        assertThat(counting.servers()).singleElement().satisfies(each -> {
            assertThat(each.server()).isEqualTo("here:1");
            assertThat(each.activeConnections()).isEqualTo(3);
            assertThat(each.idleConnections()).isEqualTo(2);
            assertThat(each.waitingCallers()).isEqualTo(1);
        });
        counting.close();
        assertThat(closed).isTrue();
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
