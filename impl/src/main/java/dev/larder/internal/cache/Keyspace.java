package dev.larder.internal.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Glob;
import dev.larder.internal.store.HashSlot;
import dev.larder.internal.store.HashTag;
import dev.larder.internal.store.SlotTags;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one prefix and version: {@code prefix:version:key} for entries, and {@code prefix:version:} with the byte
 * 0xFF, which no text in UTF-8 has, a letter and the key for leases and locks.
 */
final class Keyspace {
    private static final byte OURS = (byte) 0xFF;
    private static final byte LEASE = 'L';
    private static final byte LOCK = 'U';
    /** What the letters become where a tag follows that brings the key to the slot of its entry. */
    private static final int TAGGED = 'a' - 'A';

    private final String prefix;
    private final int version;
    private final boolean slotted;
    private final byte[] base;
    private final UnaryOperator<byte[]> leaseOf = this::lease;

    Keyspace(String prefix, int version) {
        this(prefix, version, false);
    }

    /**
     * Keys of this prefix and version.
     *
     * @param slotted whether what belongs to a key must be in its {@link HashSlot}
     */
    Keyspace(String prefix, int version, boolean slotted) {
        int brace = prefix.indexOf('{');
        if (slotted && brace >= 0 && prefix.indexOf('}') == brace + 1) {
            throw new IllegalArgumentException("the prefix '" + prefix
                    + "' begins its braces with an empty pair, so nothing can be kept beside its entries in a cluster;"
                    + " put something between them, or take them away");
        }
        this.prefix = prefix;
        this.version = version;
        this.slotted = slotted;
        this.base = utf8("prefix", prefix + ":" + version + ":");
    }

    Keyspace atVersion(int other) {
        return new Keyspace(prefix, other, slotted);
    }

    int version() {
        return version;
    }

    // --- keys

    /** The key of an entry in Redis. */
    byte[] bytes(String key) {
        byte[] name = utf8("key", key);
        byte[] bytes = Arrays.copyOf(base, base.length + name.length);
        System.arraycopy(name, 0, bytes, base.length, name.length);
        return bytes;
    }

    /** The key of an entry in Redis, in this keyspace, that a scan has found. */
    EntryKey entry(byte[] physical) {
        return new EntryKey(physical, leaseOf);
    }

    /** The keys of an entry and its lease in Redis. */
    EntryKey entry(String key) {
        return new EntryKey(bytes(key), leaseOf);
    }

    private byte[] lease(byte[] entry) {
        return marked(LEASE, entry);
    }

    /** The key of a lock in Redis. */
    byte[] lock(String key) {
        return marked(LOCK, bytes(key));
    }

    private byte[] marked(byte kind, byte[] entry) {
        if (slotted && !HashTag.isIn(entry)) {
            return joined(
                    base,
                    new byte[] {OURS, (byte) (kind + TAGGED), '{'},
                    SlotTags.of(HashSlot.of(entry)),
                    new byte[] {'}'},
                    Arrays.copyOfRange(entry, base.length, entry.length));
        }
        byte[] marked = new byte[entry.length + 2];
        System.arraycopy(base, 0, marked, 0, base.length);
        marked[base.length] = OURS;
        marked[base.length + 1] = kind;
        System.arraycopy(entry, base.length, marked, base.length + 2, entry.length - base.length);
        return marked;
    }

    /** The user's key of an entry in Redis; null if it is none of this keyspace, or no text. */
    @Nullable
    String keyOf(byte[] physical) {
        if (!isEntry().test(physical)) {
            return null;
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(physical, base.length, physical.length - base.length))
                    .toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    // --- many keys

    /** A glob for the entries whose keys match a glob. */
    byte[] entries(String glob) {
        return joined(quoted(base), utf8("glob", glob));
    }

    /** A glob for the leases of the keys that match a glob. */
    byte[] leases(String glob) {
        if (slotted) {
            return joined(quoted(base), new byte[] {OURS, '*'});
        }
        return joined(quoted(base), new byte[] {OURS, LEASE}, utf8("glob", glob));
    }

    /** Whether a key is that of an entry of this prefix and version. */
    Predicate<byte[]> isEntry() {
        return key -> startsWith(base, key) && !isOurs(key, base.length);
    }

    /** Whether a key is that of a lease of this prefix and version, of an entry whose key matches a glob. */
    Predicate<byte[]> isLease(String glob) {
        Predicate<byte[]> isLease = key -> startsWith(base, key) && isLease(key, base.length);
        if (!slotted || glob.equals("*")) {
            return isLease;
        }
        Glob keys = new Glob(utf8("glob", glob));
        return isLease.and(key -> keys.matches(Arrays.copyOfRange(key, afterTag(key), key.length)));
    }

    /** Where the user's key begins in that of a lease. */
    private int afterTag(byte[] lease) {
        int at = base.length + 2;
        if (lease[at - 1] == LEASE) {
            return at;
        }
        while (lease[at - 1] != '}') {
            at++;
        }
        return at;
    }

    /** A glob for everything of this prefix, in every version; it matches others too. */
    byte[] everyVersion() {
        return joined(quoted(utf8("prefix", prefix + ":")), new byte[] {'*'});
    }

    /** Whether a key is that of an entry of this prefix, in whatever version. */
    Predicate<byte[]> isEntryOfAnyVersion() {
        return key -> endOfVersion(key) >= 0 && !isOurs(key, endOfVersion(key));
    }

    /** Whether a key is that of a lease of this prefix, in whatever version. */
    Predicate<byte[]> isLeaseOfAnyVersion() {
        return key -> endOfVersion(key) >= 0 && isLease(key, endOfVersion(key));
    }

    /** Where the key proper begins after {@code prefix:version:}, whatever the version; -1 if there is none. */
    private int endOfVersion(byte[] key) {
        int start = base.length - Integer.toString(version).length() - 1;
        if (key.length < start || !Arrays.equals(base, 0, start, key, 0, start)) {
            return -1;
        }
        int at = start < key.length && key[start] == '-' ? start + 1 : start;
        int digits = at;
        while (at < key.length && key[at] >= '0' && key[at] <= '9') {
            at++;
        }
        return at > digits && at < key.length && key[at] == ':' ? at + 1 : -1;
    }

    private static boolean isOurs(byte[] key, int at) {
        return key.length > at && key[at] == OURS;
    }

    private static boolean isLease(byte[] key, int at) {
        return isOurs(key, at) && key.length > at + 1 && (key[at + 1] == LEASE || key[at + 1] == LEASE + TAGGED);
    }

    private static boolean startsWith(byte[] base, byte[] key) {
        return key.length >= base.length && Arrays.equals(base, 0, base.length, key, 0, base.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] quoted(byte[] literal) {
        ByteArrayOutputStream quoted = new ByteArrayOutputStream();
        for (byte each : literal) {
            if (each == '*' || each == '?' || each == '[' || each == ']' || each == '^' || each == '\\') {
                quoted.write('\\');
            }
            quoted.write(each);
        }
        return quoted.toByteArray();
    }

    private static byte[] utf8(String what, String text) {
        Objects.requireNonNull(text, what);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new IllegalArgumentException("the " + what + " has half a surrogate pair at index " + i
                            + ", which has no form in UTF-8; give whole characters");
                }
                i++;
            }
        }
        return text.getBytes(UTF_8);
    }
}
