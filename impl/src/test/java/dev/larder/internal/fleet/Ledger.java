package dev.larder.internal.fleet;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A database that is only versions of its keys, what was promised of each, and what happened last, in memory that several
 * processes share.
 *
 * <p>Whoever writes a version into the cache has its key for himself, as a program would by a transaction: of two that write
 * at once the cache keeps the one that comes last, whatever its version. Those that only remove share a key.
 */
final class Ledger {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int OVER = 0;
    private static final int EVENTS_NOTED = 8;
    private static final int KEYS_BEGIN = 16;
    private static final int LONGS_OF_KEY = 8;
    private static final int MOST_KEYS = 64;
    private static final int EVENTS_BEGIN = KEYS_BEGIN + MOST_KEYS * LONGS_OF_KEY;
    private static final int LONGS_OF_EVENT = 4;
    private static final int EVENTS = 1 << 16;
    private static final long ALONE = -1;

    /** What may happen to a key. */
    enum Event {
        CHANGED,
        SET,
        ADDED,
        REMOVED,
        LOADING,
        LOADED,
        READ,
        VIOLATED
    }

    private static final List<Event> KINDS = List.of(Event.values());

    private final ByteBuffer memory;

    private Ledger(ByteBuffer memory) {
        this.memory = memory;
    }

    /** The ledger in this file, empty if the file is new. */
    static Ledger in(Path file) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            long bytes = Long.BYTES * (EVENTS_BEGIN + (long) EVENTS * LONGS_OF_EVENT);
            return new Ledger(open.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, bytes));
        } catch (IOException unmapped) {
            throw new UncheckedIOException(unmapped);
        }
    }

    // --- the database

    /** The version that the database has now. */
    long version(int key) {
        return read(cell(key, 0));
    }

    /** Changes the database and returns its new version of the key. */
    long change(int key) {
        long version = add(cell(key, 0), 1) + 1;
        note(Event.CHANGED, key, version);
        return version;
    }

    /** What every read that begins now must find, or something newer. */
    long promised(int key) {
        return read(cell(key, 1));
    }

    /** The cache was told of this version, and has answered. */
    void promise(int key, long version) {
        long before = promised(key);
        while (before < version && !LONGS.compareAndSet(memory, Long.BYTES * cell(key, 1), before, version)) {
            before = promised(key);
        }
    }

    /** Takes a key for who writes; false if anybody has it. */
    boolean take(int key) {
        return LONGS.compareAndSet(memory, Long.BYTES * cell(key, 2), 0L, ALONE);
    }

    /** Gives a key back that was taken. */
    void giveBack(int key) {
        LONGS.setVolatile(memory, Long.BYTES * cell(key, 2), 0L);
    }

    /** Waits until no one writes a key, and shares it with others that remove it. */
    void share(int key) {
        while (true) {
            long sharing = read(cell(key, 2));
            if (sharing != ALONE && LONGS.compareAndSet(memory, Long.BYTES * cell(key, 2), sharing, sharing + 1)) {
                return;
            }
            LockSupport.parkNanos(50_000);
        }
    }

    /** Ends a {@link #share}. */
    void leave(int key) {
        add(cell(key, 2), -1);
    }

    // --- the run

    /** Lets all processes stop. */
    void end() {
        LONGS.setVolatile(memory, Long.BYTES * OVER, 1L);
    }

    boolean isOver() {
        return read(OVER) != 0;
    }

    // --- what happened

    /** Remembers an event, until so many more have happened that it is forgotten. */
    void note(Event event, int key, long version) {
        if (isOver()) {
            return;
        }
        long number = add(EVENTS_NOTED, 1);
        int at = EVENTS_BEGIN + (int) (number % EVENTS) * LONGS_OF_EVENT;
        write(at, System.nanoTime());
        write(
                at + 1,
                ProcessHandle.current().pid() << 32 | Thread.currentThread().getId());
        write(at + 2, (long) key << 32 | KINDS.indexOf(event));
        write(at + 3, version);
    }

    /** The last events of a key, one a line: microseconds before the end, process and thread, what, version. */
    List<String> trace(int key, int most) {
        List<String> lines = new ArrayList<>();
        long noted = read(EVENTS_NOTED);
        long end = 0;
        for (long number = noted - 1; number >= Math.max(0, noted - EVENTS) && lines.size() < most; number--) {
            int at = EVENTS_BEGIN + (int) (number % EVENTS) * LONGS_OF_EVENT;
            long what = read(at + 2);
            if (what >> 32 == key) {
                end = end == 0 ? read(at) : end;
                long who = read(at + 1);
                lines.add(
                        0,
                        "%8d us  %d/%-3d %-8s %d"
                                .formatted(
                                        TimeUnit.NANOSECONDS.toMicros(read(at) - end),
                                        who >> 32,
                                        who & 0xffff_ffffL,
                                        KINDS.get((int) what),
                                        read(at + 3)));
            }
        }
        return lines;
    }

    // --- cells

    private static int cell(int key, int number) {
        return KEYS_BEGIN + key * LONGS_OF_KEY + number;
    }

    private long read(int cell) {
        return (long) LONGS.getVolatile(memory, Long.BYTES * cell);
    }

    private void write(int cell, long value) {
        LONGS.setVolatile(memory, Long.BYTES * cell, value);
    }

    private long add(int cell, long value) {
        return (long) LONGS.getAndAdd(memory, Long.BYTES * cell, value);
    }
}
