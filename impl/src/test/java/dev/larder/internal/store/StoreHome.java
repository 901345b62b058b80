package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** What a part of {@link StoreContract} is given: an empty store, and words for keys and values. */
interface StoreHome {
    long MINUTE = 60_000;

    /** The store of this test; empty when the test begins. */
    Store store();

    /** Puts a list of Redis under the key, where there are other types than strings. */
    default void plantList(byte[] key) {
        Assumptions.abort("everything here is a string");
    }

    /** The time to live of a token, on the server of the key that it is for. */
    default long ttlOf(byte[] home, byte[] tokenKey) {
        return store().ttl(tokenKey);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte @Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes), UTF_8);
    }

    /** The entry of this name and its lease. */
    static EntryKey key(String name) {
        return key(bytes(name));
    }

    /** The entry of this name and its lease. */
    static EntryKey key(byte[] name) {
        byte[] lease = new byte[name.length + 2];
        lease[0] = (byte) 0xFF;
        lease[1] = 'l';
        System.arraycopy(name, 0, lease, 2, name.length);
        return EntryKey.of(name, lease);
    }

    /** The entries of these names and their leases. */
    static List<EntryKey> keys(List<byte[]> names) {
        return names.stream().map(StoreHome::key).toList();
    }

    /** All bytes that there are, in order. */
    static byte[] everyByte() {
        byte[] all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        return all;
    }

    /** So many bytes without a pattern, the same ones each time. */
    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    /** Keeps texts under these names for a minute. */
    default void keep(String... names) {
        Stream.of(names).forEach(name -> store().set(key(name), bytes("value of " + name), MINUTE));
    }

    /** Keeps this many entries, {@code n0} and so on, each its own name. */
    default List<byte[]> keepMany(int count) {
        List<String> names = IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
        store().setMany(names.stream()
                .map(name -> new Write(key(name), bytes(name), MINUTE))
                .toList());
        return names.stream().map(StoreHome::bytes).toList();
    }

    /** The texts that a stream of keys has, in order and once each. */
    static List<String> names(Stream<byte[]> keys) {
        return keys.map(StoreHome::text).distinct().sorted().toList();
    }

    /** Plants a lease, as a load in progress would. */
    default void lease(EntryKey key) {
        store().claim(key.bytes(), key.lease(), bytes("loading"), MINUTE);
    }

    default boolean isLeased(EntryKey key) {
        return store().owner(key.bytes(), key.lease()) != null;
    }

    /** Waits until something holds, for as long as a slow machine may need. */
    static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come true within 20 s");
            }
            pause(2);
        }
    }

    /** Lets time pass. */
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
