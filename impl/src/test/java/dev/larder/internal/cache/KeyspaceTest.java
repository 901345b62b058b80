package dev.larder.internal.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Glob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspaceTest {
    @Test
    void an_entry_is_prefix_version_key() {
        assertThat(new Keyspace("pp", 1).bytes("k")).isEqualTo(utf8("pp:1:k"));
        assertThat(new Keyspace("", 1).bytes("k")).isEqualTo(utf8(":1:k"));
        assertThat(new Keyspace("ü", -7).bytes("")).isEqualTo(utf8("ü:-7:"));
    }

    @Test
    void a_lease_and_a_lock_have_keys_that_no_user_can_name() {
        Keyspace keyspace = new Keyspace("p", 1);
        assertThat(keyspace.entry("k").lease()).isEqualTo(bytes("p:1:", 0xFF, "Lk"));
        assertThat(keyspace.lock("k")).isEqualTo(bytes("p:1:", 0xFF, "Uk"));
        assertThatThrownBy(() -> UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(keyspace.lock("k"))))
                .isInstanceOf(java.nio.charset.CharacterCodingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "1:k", "a b\n\0", "{tag}x", "*", "\uD83D\uDE00", "é"})
    void the_key_of_an_entry_is_read_back(String key) {
        Keyspace keyspace = new Keyspace("p", 3);
        assertThat(keyspace.keyOf(keyspace.bytes(key))).isEqualTo(key);
    }

    @Test
    void keys_of_others_are_none_of_ours() {
        Keyspace keyspace = new Keyspace("p", 1);
        assertThat(keyspace.keyOf(utf8("p:2:k"))).isNull();
        assertThat(keyspace.keyOf(utf8("pp:1:k"))).isNull();
        assertThat(keyspace.keyOf(utf8("p:1"))).isNull();
        assertThat(keyspace.keyOf(keyspace.entry("k").lease())).isNull();
        assertThat(keyspace.keyOf(bytes("p:1:", 0x80, ""))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D"})
    void half_a_character_is_refused(String key) {
        assertThatThrownBy(() -> new Keyspace("p", 1).bytes(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*", "[x]", "a?b", "\\", "^", "[^a]", "a-b"})
    void glob_characters_of_a_prefix_are_literal(String prefix) {
        Keyspace keyspace = new Keyspace(prefix, 1);
        Glob all = new Glob(keyspace.entries("*"));
        assertThat(all.matches(keyspace.bytes("k"))).isTrue();
        assertThat(all.matches(new Keyspace("axb", 1).bytes("k"))).isFalse();
        assertThat(all.matches(new Keyspace("x", 1).bytes("k"))).isFalse();
        assertThat(new Glob(keyspace.everyVersion()).matches(new Keyspace(prefix, -2).bytes("k")))
                .isTrue();
    }

    @Test
    void every_version_of_a_prefix_is_told_from_other_prefixes() {
        var ours = new Keyspace("p", 1).isEntryOfAnyVersion();
        assertThat(ours.test(utf8("p:1:k"))).isTrue();
        assertThat(ours.test(utf8("p:-12:"))).isTrue();
        assertThat(ours.test(utf8("p:foo:1:k"))).isFalse();
        assertThat(ours.test(utf8("p::1:k"))).isFalse();
        assertThat(ours.test(utf8("p:-:k"))).isFalse();
        assertThat(ours.test(utf8("p:1"))).isFalse();
        assertThat(ours.test(utf8("q:1:k"))).isFalse();
        assertThat(ours.test(new Keyspace("p", 22).entry("k").lease())).isFalse();
        assertThat(new Keyspace("p", 1)
                        .isLeaseOfAnyVersion()
                        .test(new Keyspace("p", 22).entry("k").lease()))
                .isTrue();
        assertThat(new Keyspace("p", 1).isLeaseOfAnyVersion().test(new Keyspace("p", 22).lock("k")))
                .isFalse();
    }

    @Test
    void a_lease_is_made_once_and_is_the_same_for_a_key_that_a_scan_has_found() {
        Keyspace keyspace = new Keyspace("p", 1);
        EntryKey key = keyspace.entry("k");
        assertThat(key.lease()).isEqualTo(bytes("p:1:", 0xFF, "Lk")).isSameAs(key.lease());
        assertThat(keyspace.entry(utf8("p:1:k")).lease()).isEqualTo(key.lease());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] bytes(String before, int middle, String after) {
        byte[] bytes = (before + "?" + after).getBytes(UTF_8);
        bytes[before.length()] = (byte) middle;
        return bytes;
    }
}
