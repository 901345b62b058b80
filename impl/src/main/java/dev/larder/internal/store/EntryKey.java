package dev.larder.internal.store;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where an entry lives, and the lease of loads for it, which lives on the same server. The key of the lease is made when it
 * is first asked for, since most reads do without.
 */
public final class EntryKey {
    private final byte[] home;
    private final byte[] bytes;
    private final UnaryOperator<byte[]> leaseOf;
    private volatile byte @Nullable [] lease;

    /**
     * The key of an entry.
     *
     * @param bytes decide the server
     * @param leaseOf makes the key of the lease from them, the same each time
     */
    public EntryKey(byte[] bytes, UnaryOperator<byte[]> leaseOf) {
        this(bytes, bytes, leaseOf);
    }

    private EntryKey(byte[] home, byte[] bytes, UnaryOperator<byte[]> leaseOf) {
        this.home = home;
        this.bytes = bytes;
        this.leaseOf = leaseOf;
    }

    /** The key of an entry whose lease has this key. */
    public static EntryKey of(byte[] bytes, byte[] lease) {
        return new EntryKey(bytes, any -> lease);
    }

    /** The key of an entry whose lease is ended already, or that has none. */
    public static EntryKey withoutLease(byte[] bytes) {
        return new EntryKey(bytes, same -> same);
    }

    /** A key without lease that lives where this one does, unless that is a cluster. */
    EntryKey beside(byte[] other) {
        return new EntryKey(home, other, same -> same);
    }

    /** What decides the server. */
    byte[] home() {
        return home;
    }

    /** Whether there is a lease to be ended. */
    public boolean hasLease() {
        return !Arrays.equals(lease(), bytes);
    }

    /** The key of the entry. */
    public byte[] bytes() {
        return bytes;
    }

    /** The key of its lease. */
    public byte[] lease() {
        byte[] made = lease;
        if (made == null) {
            made = leaseOf.apply(bytes);
            lease = made;
        }
        return made;
    }
}
