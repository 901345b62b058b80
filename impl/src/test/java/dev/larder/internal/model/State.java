package dev.larder.internal.model;

import java.util.Arrays;

/** Everything at one moment: the database, the entry, the lease, and where each call is. Never changed once it is shared. */
final class State {
    /** The version that the database has. */
    static final int DATABASE = 0;
    /** The newest version that a call has told the cache of and returned. */
    static final int PROMISED = 1;
    /** What the entry is: nothing, a loaded value, or one that was written. */
    static final int ENTRY = 2;

    static final int VERSION = 3;
    static final int STALE = 4;
    /** Whose lease it is; 0 for nobody's. */
    static final int LEASE = 5;

    private static final int FLIGHTS = 6;

    static final int NONE = 0;
    static final int LOADED = 1;
    static final int WRITTEN = 2;

    /** Cells of a call. */
    static final int PHASE = 0;
    /** The version that had been promised when it began. */
    static final int FLOOR = 1;
    /** The version that it has in hand. */
    static final int VALUE = 2;
    /** Whether that was loaded or written by somebody. */
    static final int ORIGIN = 3;
    /** The entry when the lease was taken, compared with that of now. */
    static final int SEEN = 4;
    /** The call that it waits for, from 1 on; 0 for none. */
    static final int LEADER = 5;
    /** How its flight ended. */
    static final int LANDED = 6;
    /** How often what it waited for was refused. */
    static final int REFUSALS = 7;
    /** Whether its lease ended otherwise than by itself. */
    static final int DISTURBED = 8;
    /** Whether a commit of its is still on its way. */
    static final int ASTRAY = 9;
    /** Whether it came after the loader that it waits for began. */
    static final int LATE = 10;

    private static final int CELLS = 11;

    private final byte[] cells;
    private final int processes;
    private final int calls;

    private State(byte[] cells, int processes, int calls) {
        this.cells = cells;
        this.processes = processes;
        this.calls = calls;
    }

    static State of(Scene scene) {
        int size = FLIGHTS
                + scene.processes()
                + CELLS * scene.calls().size()
                + 2 * scene.changes().size();
        return new State(new byte[size], scene.processes(), scene.calls().size());
    }

    State copy() {
        return new State(cells.clone(), processes, calls);
    }

    int get(int cell) {
        return cells[cell];
    }

    void set(int cell, int value) {
        cells[cell] = (byte) value;
    }

    /** The call that leads the load of a process, from 1 on; 0 for none. */
    int flight(int process) {
        return cells[FLIGHTS + process];
    }

    void flight(int process, int call) {
        cells[FLIGHTS + process] = (byte) call;
    }

    int call(int call, int cell) {
        return cells[FLIGHTS + processes + CELLS * call + cell];
    }

    void call(int call, int cell, int value) {
        cells[FLIGHTS + processes + CELLS * call + cell] = (byte) value;
    }

    private int at(int change) {
        return FLIGHTS + processes + CELLS * calls + 2 * change;
    }

    int step(int change) {
        return cells[at(change)];
    }

    void step(int change, int step) {
        cells[at(change)] = (byte) step;
    }

    int versionOf(int change) {
        return cells[at(change) + 1];
    }

    void versionOf(int change, int version) {
        cells[at(change) + 1] = (byte) version;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state && Arrays.equals(cells, state.cells);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cells);
    }
}
