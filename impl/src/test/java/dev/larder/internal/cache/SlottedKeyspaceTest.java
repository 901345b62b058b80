package dev.larder.internal.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.HashSlot;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlottedKeyspaceTest {
    private static final List<String> PREFIXES = List.of("", "p", "{app}", "a{b}c", "{a}{b}", "{{a}}", "p{a{}}");
    private static final String[] PIECES = {
        "{", "}", "{}", "a", "b", "\u00e4", "\ud83d\ude00", ":", "*", "L", "{a}", " "
    };

    private static String random(Random random) {
        StringBuilder key = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            key.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return key.toString();
    }

    @Test
    void lease_and_lock_are_in_the_slot_of_their_entry_wherever_its_braces_are() {
        Random random = new Random(1);
        for (String prefix : PREFIXES) {
            Keyspace keyspace = new Keyspace(prefix, 1, true);
            for (int i = 0; i < 5_000; i++) {
                String key = i == 0 ? "x".repeat(10_000) : random(random);
                EntryKey entry = keyspace.entry(key);
                int slot = HashSlot.of(entry.bytes());
                assertThat(HashSlot.of(entry.lease())).as(key).isEqualTo(slot);
                assertThat(HashSlot.of(keyspace.lock(key))).as(key).isEqualTo(slot);
            }
        }
    }

    @Test
    void no_two_keys_share_a_lease_or_a_lock() {
        Keyspace keyspace = new Keyspace("p", 1, true);
        Random random = new Random(2);
        Set<String> keys = new HashSet<>(List.of("key"));
        // what stands after p:1: and the two bytes that say whose it is, as a key of its own
        byte[] lease = keyspace.entry("key").lease();
        keys.add(new String(lease, 6, lease.length - 6, UTF_8));
        while (keys.size() < 3_000) {
            keys.add(random(random));
        }
        Set<String> ours = new HashSet<>();
        for (String key : keys) {
            ours.add(new String(keyspace.entry(key).lease(), ISO_8859_1));
            ours.add(new String(keyspace.lock(key), ISO_8859_1));
        }
        assertThat(ours).hasSize(2 * keys.size());
    }

    @Test
    void leases_are_found_by_the_globs_of_their_entries_and_are_no_entries() {
        Keyspace keyspace = new Keyspace("p", 1, true);
        for (String key : List.of("users", "{users}", "u{}s", "u{s", "")) {
            byte[] lease = keyspace.entry(key).lease();
            assertThat(keyspace.isLease("*").test(lease)).isTrue();
            assertThat(keyspace.isLease("*u*s*").test(lease)).isEqualTo(key.matches(".*u.*s.*"));
            assertThat(keyspace.isLease("other*").test(lease)).isFalse();
            assertThat(keyspace.isLeaseOfAnyVersion().test(lease)).isTrue();
            assertThat(keyspace.isEntry().test(lease)).isFalse();
            assertThat(keyspace.isLease("*").test(keyspace.lock(key))).isFalse();
            assertThat(keyspace.isLeaseOfAnyVersion().test(keyspace.lock(key))).isFalse();
        }
    }

    @Test
    void a_prefix_that_lets_nothing_be_kept_beside_its_entries_is_refused() {
        assertThatThrownBy(() -> new Keyspace("{}", 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("put something between them");
    }
}
