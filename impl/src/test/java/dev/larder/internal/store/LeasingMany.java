package dev.larder.internal.store;

import static dev.larder.internal.store.Leasing.OURS;
import static dev.larder.internal.store.Leasing.THEIRS;
import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many leases are taken, committed and released as one would be, each for itself. */
interface LeasingMany extends StoreHome {
    static Claim claim(String name, Seen seen) {
        return new Claim(key(name), OURS, seen);
    }

    static Commit commit(Claim claim, String value) {
        return new Commit(claim, bytes(value), Seen.whole(bytes(value)), MINUTE);
    }

    default List<Acquired> acquireMany(List<Claim> claims) {
        return store().acquireMany(claims, MINUTE, RoundTrip.alone());
    }

    @Test
    default void each_attempt_ends_as_it_would_alone() {
        keep("changed", "same");
        store().claim(bytes("busy"), key("busy").lease(), THEIRS, MINUTE);
        List<Acquired> answers = acquireMany(List.of(
                claim("free", Seen.ABSENT),
                claim("busy", Seen.ABSENT),
                claim("changed", Seen.ABSENT),
                claim("gone", Seen.whole(bytes("v"))),
                claim("same", Seen.whole(bytes("value of same")))));
        assertThat(answers).hasSize(5);
        assertThat(answers.get(0)).isInstanceOf(Acquired.Granted.class);
        assertThat(answers.get(1)).isInstanceOf(Acquired.Busy.class);
        Leasing.assertChanged(answers.get(2), bytes("value of changed"));
        assertThat(answers.get(3)).isEqualTo(new Acquired.Changed(null));
        assertThat(answers.get(4)).isInstanceOf(Acquired.Granted.class);
        assertThat(store().owner(bytes("free"), key("free").lease())).isEqualTo(OURS);
        assertThat(store().owner(bytes("busy"), key("busy").lease())).isEqualTo(THEIRS);
        assertThat(isLeased(key("changed"))).isFalse();
    }

    @Test
    default void each_value_is_stored_under_its_own_lease() {
        List<Claim> claims = List.of(claim("a", Seen.ABSENT), claim("revoked", Seen.ABSENT), claim("b", Seen.ABSENT));
        acquireMany(claims);
        store().delete(key("revoked"));
        List<Boolean> stored = store().commitMany(
                        claims.stream()
                                .map(each ->
                                        commit(each, "loaded " + text(each.key().bytes())))
                                .toList(),
                        RoundTrip.alone());
        assertThat(stored).containsExactly(true, false, true);
        assertThat(store().getMany(List.of(key("b"), key("revoked"), key("a"))))
                .containsExactly(bytes("loaded b"), null, bytes("loaded a"));
        assertThat(isLeased(key("a"))).isFalse();
        assertThat(store().ttl(bytes("a"))).isBetween(1L, MINUTE);
    }

    @Test
    default void only_ones_own_leases_are_released() {
        List<Claim> claims = List.of(claim("ours", Seen.ABSENT), claim("theirs", Seen.ABSENT));
        acquireMany(claims.subList(0, 1));
        store().claim(bytes("theirs"), key("theirs").lease(), THEIRS, MINUTE);
        store().releaseMany(claims, RoundTrip.alone());
        assertThat(isLeased(key("ours"))).isFalse();
        assertThat(isLeased(key("theirs"))).isTrue();
    }

    @Test
    default void they_may_be_none_or_thousands() {
        assertThat(acquireMany(List.of())).isEmpty();
        assertThat(store().commitMany(List.of(), RoundTrip.alone())).isEmpty();
        store().releaseMany(List.of(), RoundTrip.alone());
        List<Claim> claims = new ArrayList<>(IntStream.range(0, 1_300)
                .mapToObj(i -> claim("n" + i, Seen.ABSENT))
                .toList());
        Collections.reverse(claims);
        assertThat(acquireMany(claims)).hasSize(1_300).allMatch(each -> each instanceof Acquired.Granted);
        assertThat(acquireMany(claims.subList(0, 700)))
                .as("one's own token counts as free")
                .allMatch(each -> each instanceof Acquired.Granted);
        assertThat(store().commitMany(
                                claims.stream()
                                        .map(each ->
                                                commit(each, text(each.key().bytes())))
                                        .toList(),
                                RoundTrip.alone()))
                .hasSize(1_300)
                .containsOnly(true);
        assertThat(text(store().get(key("n77")))).isEqualTo("n77");
        acquireMany(List.of(claim("m", Seen.ABSENT)));
        store().releaseMany(Collections.nCopies(600, claim("m", Seen.ABSENT)), RoundTrip.alone());
        assertThat(isLeased(key("m"))).isFalse();
    }
}
