package dev.larder.internal.model;

import static dev.larder.internal.model.State.ASTRAY;
import static dev.larder.internal.model.State.DATABASE;
import static dev.larder.internal.model.State.DISTURBED;
import static dev.larder.internal.model.State.ENTRY;
import static dev.larder.internal.model.State.FLOOR;
import static dev.larder.internal.model.State.LANDED;
import static dev.larder.internal.model.State.LATE;
import static dev.larder.internal.model.State.LEADER;
import static dev.larder.internal.model.State.LEASE;
import static dev.larder.internal.model.State.LOADED;
import static dev.larder.internal.model.State.NONE;
import static dev.larder.internal.model.State.ORIGIN;
import static dev.larder.internal.model.State.PHASE;
import static dev.larder.internal.model.State.PROMISED;
import static dev.larder.internal.model.State.REFUSALS;
import static dev.larder.internal.model.State.SEEN;
import static dev.larder.internal.model.State.STALE;
import static dev.larder.internal.model.State.VALUE;
import static dev.larder.internal.model.State.VERSION;
import static dev.larder.internal.model.State.WRITTEN;

import dev.larder.internal.model.Scene.Beginning;
import dev.larder.internal.model.Scene.Fault;
import dev.larder.internal.model.Scene.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can happen next, one command of Redis or one look at what a process shares at a time. It is the drawing in
 * {@code Load}, with the commands that a change consists of, and with all that may go wrong in between.
 */
final class Protocol {
    /** Where a call is: each name is what it does next. */
    enum Phase {
        COME,
        LOOK,
        JOIN,
        ACQUIRE,
        REFRESH,
        RETURN_FOUND,
        POLL,
        READ_DATABASE,
        CLOSE_FLIGHT,
        COMMIT,
        COMMIT_AGAIN,
        RETURN_STORED,
        RETURN_REFUSED,
        RELEASE,
        WAIT,
        LOOK_AGAIN,
        LOAD_ALONE,
        STORE_ALONE,
        LOAD_UNLEASED,
        RETURN_UNLEASED,
        NOTHING
    }

    /** How a flight ended. */
    private static final int STORED = 1;

    private static final int REFUSED = 2;
    private static final int ABANDONED = 3;
    private static final int UNLEASED = 4;

    /** What a call knows of the entry. */
    private static final int ABSENT = 1;

    private static final int SAME = 2;
    private static final int OTHER = 3;
    private static final int MINE = 4;
    private static final int NUMBER = 5;

    private static final int TOLD = 4;

    /**
     * One thing that can happen.
     *
     * @param broken what is wrong about it; null if nothing is
     */
    record Move(String what, State next, @Nullable String broken) {}

    private final Scene scene;
    private final Set<Guard> guards;
    private List<Move> moves = new ArrayList<>();
    private @Nullable String broken;

    Protocol(Scene scene, Set<Guard> guards) {
        this.scene = scene;
        this.guards = guards;
    }

    State beginning() {
        State state = State.of(scene);
        if (scene.beginning() != Beginning.NOTHING) {
            state.set(ENTRY, scene.beginning() == Beginning.STALE ? LOADED : WRITTEN);
            state.set(STALE, 1);
        }
        return state;
    }

    List<Move> moves(State now) {
        moves = new ArrayList<>();
        for (int call = 0; call < scene.calls().size(); call++) {
            callMoves(now, call);
        }
        for (int change = 0; change < scene.changes().size(); change++) {
            changeMoves(now, change);
        }
        faults(now);
        return moves;
    }

    private void move(String what, State now, Consumer<State> step) {
        State next = now.copy();
        broken = null;
        step.accept(next);
        moves.add(new Move(what, next, broken));
    }

    private void breaks(String how) {
        broken = how;
    }

    private boolean has(Guard guard) {
        return guards.contains(guard);
    }

    private boolean may(Fault fault) {
        return scene.faults().contains(fault);
    }

    // --- calls

    private void callMoves(State now, int call) {
        String who = "call " + call + " of process " + scene.calls().get(call) + ": ";
        Phase phase = phase(now, call);
        if (phase != Phase.NOTHING && phase != Phase.WAIT) {
            move(who + phase, now, next -> step(next, call, phase));
        }
        switch (phase) {
            case WAIT -> waiting(now, call, who);
            case POLL -> move(who + "has waited too long", now, next -> go(next, call, Phase.LOAD_ALONE));
            case ACQUIRE, REFRESH -> {
                if (may(Fault.AWAY)) {
                    move(who + phase + ", but the server is away", now, next -> away(next, call, phase));
                }
            }
            case READ_DATABASE, CLOSE_FLIGHT -> {
                if (phase == Phase.READ_DATABASE && may(Fault.LOADER_FAILS)) {
                    move(who + "fails", now, next -> go(next, call, Phase.RELEASE));
                }
                if (now.get(LEASE) != token(call) && now.call(call, LANDED) == 0) {
                    move(who + "its heart finds the lease gone", now, next -> beat(next, call));
                }
            }
            case COMMIT, COMMIT_AGAIN -> {
                if (may(Fault.REPLY_LOST)) {
                    move(who + phase + " and hears nothing", now, next -> {
                        commit(next, call);
                        unheard(next, call, phase);
                    });
                    move(who + phase + " goes astray", now, next -> {
                        next.call(call, ASTRAY, 1);
                        unheard(next, call, phase);
                    });
                }
            }
            default -> {
                // one way only
            }
        }
        if (now.call(call, ASTRAY) == 1) {
            move(who + "a commit that went astray arrives", now, next -> {
                next.call(call, ASTRAY, 0);
                commit(next, call);
                tidy(next);
            });
        }
    }

    private static Phase phase(State state, int call) {
        return PHASES[state.call(call, PHASE)];
    }

    private static final Phase[] PHASES = Phase.values();

    @SuppressWarnings("EnumOrdinal") // a state is made of numbers, of which there are many
    private static void go(State next, int call, Phase phase) {
        next.call(call, PHASE, phase.ordinal());
    }

    private int token(int call) {
        return has(Guard.NEW_TOKEN) ? call + 1 : scene.calls().get(call) + 1;
    }

    private void step(State next, int call, Phase phase) {
        int process = scene.calls().get(call);
        switch (phase) {
            case COME -> {
                next.call(call, FLOOR, next.get(PROMISED));
                for (int other = 0; other < scene.calls().size(); other++) {
                    if (phase(next, other) == Phase.RETURN_UNLEASED) {
                        next.call(call, LATE, next.call(call, LATE) | 1 << other);
                    }
                }
                go(next, call, Phase.LOOK);
            }
            case LOOK -> look(next, call, process);
            case JOIN -> {
                if (next.flight(process) == 0) {
                    next.flight(process, call + 1);
                    go(next, call, Phase.ACQUIRE);
                } else {
                    next.call(call, LEADER, next.flight(process));
                    go(next, call, Phase.WAIT);
                }
            }
            case ACQUIRE, REFRESH -> acquire(next, call, phase);
            case RETURN_FOUND -> land(next, call, has(Guard.LOOK_FOR_THEMSELVES) ? ABANDONED : STORED);
            case POLL -> {
                if (next.get(ENTRY) == NONE) {
                    next.call(call, SEEN, ABSENT);
                    go(next, call, Phase.ACQUIRE);
                } else {
                    takeEntry(next, call);
                    go(next, call, Phase.RETURN_FOUND);
                }
            }
            case READ_DATABASE -> {
                takeDatabase(next, call);
                go(next, call, Phase.CLOSE_FLIGHT);
            }
            case CLOSE_FLIGHT -> {
                if (has(Guard.CLOSE_BEFORE_COMMIT)) {
                    close(next, call);
                }
                go(next, call, Phase.COMMIT);
            }
            case COMMIT, COMMIT_AGAIN ->
                go(next, call, commit(next, call) ? Phase.RETURN_STORED : Phase.RETURN_REFUSED);
            case RETURN_STORED -> land(next, call, STORED);
            case RETURN_REFUSED -> {
                if (next.call(call, SEEN) == MINE) {
                    breaks("takes its own commit for a refusal");
                }
                land(next, call, REFUSED);
            }
            case RELEASE -> {
                if (next.get(LEASE) == token(call) || !has(Guard.TOKEN_IN_RELEASE)) {
                    next.set(LEASE, 0);
                }
                next.call(call, ORIGIN, NONE);
                land(next, call, ABANDONED);
            }
            case LOOK_AGAIN -> {
                if (next.get(ENTRY) == NONE) {
                    next.call(call, SEEN, ABSENT);
                    go(next, call, Phase.JOIN);
                } else {
                    takeEntry(next, call);
                    end(next, call);
                }
            }
            case LOAD_ALONE -> {
                takeDatabase(next, call);
                if (has(Guard.ALONE_STORES_NOTHING)) {
                    land(next, call, ABANDONED);
                } else {
                    go(next, call, Phase.STORE_ALONE);
                }
            }
            case STORE_ALONE -> {
                store(next, call);
                land(next, call, ABANDONED);
            }
            case LOAD_UNLEASED -> {
                takeDatabase(next, call);
                go(next, call, Phase.RETURN_UNLEASED);
            }
            case RETURN_UNLEASED -> land(next, call, UNLEASED);
            case WAIT, NOTHING -> throw new IllegalStateException(phase.name());
        }
    }

    private void look(State next, int call, int process) {
        if (next.get(ENTRY) == NONE) {
            next.call(call, SEEN, ABSENT);
            go(next, call, Phase.JOIN);
            return;
        }
        takeEntry(next, call);
        if (next.get(STALE) == 0 || next.flight(process) != 0) {
            end(next, call);
        } else {
            next.flight(process, call + 1);
            next.call(call, SEEN, sight(next));
            go(next, call, Phase.REFRESH);
        }
    }

    private void acquire(State next, int call, Phase phase) {
        if (has(Guard.LOOK_AGAIN) && !matches(next, call)) {
            if (next.get(ENTRY) != NONE) {
                takeEntry(next, call);
                go(next, call, Phase.RETURN_FOUND);
            } else if (phase == Phase.REFRESH) {
                go(next, call, Phase.RETURN_FOUND);
            } else {
                next.call(call, SEEN, ABSENT);
            }
        } else if (next.get(LEASE) != 0 && next.get(LEASE) != token(call) && has(Guard.BUSY)) {
            go(next, call, phase == Phase.REFRESH ? Phase.RETURN_FOUND : Phase.POLL);
        } else {
            if (next.get(ENTRY) != NONE && next.get(STALE) == 0) {
                breaks("loads though there is a fresh value");
            }
            for (int other = 0; other < scene.calls().size(); other++) {
                Phase its = phase(next, other);
                if (other != call
                        && (its == Phase.READ_DATABASE || its == Phase.CLOSE_FLIGHT)
                        && next.call(other, DISTURBED) == 0) {
                    breaks("loads while another does whose lease was not lost");
                }
            }
            next.set(LEASE, token(call));
            go(next, call, Phase.READ_DATABASE);
        }
    }

    private void away(State next, int call, Phase phase) {
        go(next, call, phase == Phase.REFRESH ? Phase.RETURN_FOUND : Phase.LOAD_UNLEASED);
    }

    private void beat(State next, int call) {
        if (has(Guard.NEVER_AGAIN)) {
            close(next, call);
            next.call(call, LANDED, REFUSED);
        } else if (next.get(LEASE) == 0) {
            next.set(LEASE, token(call));
            next.call(call, DISTURBED, 0);
        }
    }

    private void unheard(State next, int call, Phase phase) {
        if (phase == Phase.COMMIT) {
            go(next, call, Phase.COMMIT_AGAIN);
        } else {
            land(next, call, ABANDONED);
        }
    }

    private void waiting(State now, int call, String who) {
        int leader = now.call(call, LEADER) - 1;
        move(who + "has waited too long", now, next -> {
            next.call(call, LEADER, 0);
            go(next, call, Phase.LOAD_ALONE);
        });
        int landed = now.call(leader, LANDED);
        if (landed != 0) {
            move(who + "hears of call " + leader, now, next -> {
                next.call(call, LEADER, 0);
                boolean late = (next.call(call, LATE) & 1 << leader) != 0;
                if (landed == STORED
                        || (landed == UNLEASED && !(late && has(Guard.NOT_FOR_LATECOMERS)))
                        || (landed == REFUSED && !has(Guard.ONLY_ACCEPTED))) {
                    next.call(call, VALUE, next.call(leader, VALUE));
                    next.call(call, ORIGIN, next.call(leader, ORIGIN));
                    end(next, call);
                } else if (landed == REFUSED && next.call(call, REFUSALS) == 1) {
                    go(next, call, Phase.LOAD_ALONE);
                } else {
                    next.call(call, REFUSALS, next.call(call, REFUSALS) + (landed == REFUSED ? 1 : 0));
                    go(next, call, Phase.LOOK_AGAIN);
                }
                tidy(next);
            });
        }
    }

    // --- the entry

    private void takeEntry(State next, int call) {
        next.call(call, VALUE, next.get(VERSION));
        next.call(call, ORIGIN, next.get(ENTRY));
    }

    private static void takeDatabase(State next, int call) {
        next.call(call, VALUE, next.get(DATABASE));
        next.call(call, ORIGIN, LOADED);
    }

    /** A number looks as it did two changes before. */
    private int sight(State state) {
        return scene.beginning() == Beginning.STALE_NUMBER ? NUMBER + state.get(VERSION) % 2 : SAME;
    }

    private boolean matches(State state, int call) {
        int seen = state.call(call, SEEN);
        if (seen >= NUMBER) {
            return state.get(ENTRY) != NONE && sight(state) == seen;
        }
        return seen == SAME || (seen == ABSENT && state.get(ENTRY) == NONE);
    }

    private boolean commit(State next, int call) {
        if (next.get(LEASE) != token(call) && has(Guard.TOKEN_IN_COMMIT)) {
            return has(Guard.OWN_COMMIT) && next.call(call, SEEN) == MINE;
        }
        if (next.get(LEASE) == token(call)) {
            next.set(LEASE, 0);
        }
        boolean seen = next.get(ENTRY) == NONE || matches(next, call);
        if (!seen && has(Guard.SEEN_IN_COMMIT)) {
            return false;
        }
        if (!seen) {
            breaks("overwrites what it has not seen");
        }
        store(next, call);
        next.call(call, SEEN, MINE);
        return true;
    }

    private void store(State next, int call) {
        if (next.call(call, VALUE) < next.get(PROMISED)) {
            breaks("stores what was loaded before a change");
        }
        change(next, LOADED, next.call(call, VALUE));
    }

    private void change(State next, int entry, int version) {
        next.set(ENTRY, entry);
        next.set(VERSION, version);
        next.set(STALE, 0);
        for (int call = 0; call < scene.calls().size(); call++) {
            int seen = next.call(call, SEEN);
            if (seen == SAME || seen == MINE) {
                next.call(call, SEEN, OTHER);
            }
        }
    }

    private void loseLease(State next) {
        for (int call = 0; call < scene.calls().size(); call++) {
            if (next.get(LEASE) == token(call) && phase(next, call) != Phase.COME) {
                next.call(call, DISTURBED, 1);
            }
        }
        next.set(LEASE, 0);
    }

    // --- ends

    private void close(State next, int call) {
        int process = scene.calls().get(call);
        if (next.flight(process) == call + 1) {
            next.flight(process, 0);
        }
    }

    private void land(State next, int call, int how) {
        close(next, call);
        if (next.call(call, LANDED) == 0) {
            next.call(call, LANDED, how);
        }
        end(next, call);
    }

    private void end(State next, int call) {
        if (next.call(call, ORIGIN) == LOADED && next.call(call, VALUE) < next.call(call, FLOOR)) {
            breaks("returns what was loaded before a change that was over when it began");
        }
        go(next, call, Phase.NOTHING);
        tidy(next);
    }

    /** Forgets what nothing depends on any more, so that states are the same that look the same. */
    private void tidy(State next) {
        for (int call = 0; call < scene.calls().size(); call++) {
            if (phase(next, call) != Phase.NOTHING) {
                continue;
            }
            for (int cell : new int[] {FLOOR, LEADER, REFUSALS, LATE, DISTURBED}) {
                next.call(call, cell, 0);
            }
            boolean waited = false;
            for (int other = 0; other < scene.calls().size(); other++) {
                waited |= next.call(other, LEADER) == call + 1;
            }
            boolean astray = next.call(call, ASTRAY) == 1;
            if (!waited) {
                next.call(call, LANDED, 0);
            }
            if (!waited && !astray) {
                next.call(call, VALUE, 0);
                next.call(call, ORIGIN, 0);
            }
            if (!astray) {
                next.call(call, SEEN, 0);
            }
        }
    }

    // --- changes

    private void changeMoves(State now, int change) {
        Scene.Change what = scene.changes().get(change);
        String who = what.kind() + " of process " + what.process() + ": ";
        boolean leaseFirst = has(Guard.REVOKE_FIRST) && (what.kind() != Kind.CLEAR || has(Guard.TWO_SCANS));
        switch (now.step(change)) {
            case 0 ->
                move(who + "changes the database", now, next -> {
                    next.set(DATABASE, next.get(DATABASE) + 1);
                    next.versionOf(change, next.get(DATABASE));
                    next.step(change, what.kind() == Kind.COUNT || what.kind() == Kind.STRANGER ? 2 : 1);
                });
            case 1 ->
                move(who + (leaseFirst ? "ends the lease" : "changes the entry"), now, next -> {
                    next.step(change, 2);
                    if (leaseFirst) {
                        revoke(next);
                    } else {
                        apply(next, change, what.kind());
                    }
                });
            case 2 ->
                move(who + (leaseFirst ? "changes the entry" : "ends the lease"), now, next -> {
                    next.step(change, 3);
                    boolean oneStep = what.kind() == Kind.COUNT || what.kind() == Kind.STRANGER;
                    if (leaseFirst || oneStep) {
                        apply(next, change, what.kind());
                    } else {
                        revoke(next);
                    }
                });
            case 3 ->
                move(who + "returns", now, next -> {
                    next.step(change, TOLD);
                    next.flight(what.process(), 0);
                    if (what.kind() != Kind.STRANGER) {
                        next.set(PROMISED, Math.max(next.get(PROMISED), next.versionOf(change)));
                    }
                    next.versionOf(change, 0);
                    if (next.get(ENTRY) == LOADED && next.get(VERSION) < next.get(PROMISED)) {
                        breaks("leaves what was loaded before the change");
                    }
                });
            default -> {
                // it is over
            }
        }
    }

    private void revoke(State next) {
        if (has(Guard.REVOKE)) {
            loseLease(next);
        }
    }

    private void apply(State next, int change, Kind kind) {
        int version = next.versionOf(change);
        boolean there = next.get(ENTRY) != NONE;
        switch (kind) {
            case DELETE, CLEAR -> change(next, NONE, 0);
            case SET, STRANGER -> change(next, WRITTEN, version);
            case ADD -> {
                if (there) {
                    // it says that it has changed nothing, and so promises nothing
                    next.versionOf(change, 0);
                } else {
                    change(next, WRITTEN, version);
                }
            }
            case COUNT -> {
                if (has(Guard.COUNTING_REVOKES)) {
                    loseLease(next);
                }
                if (there) {
                    // a number keeps its marker of freshness, or stays without
                    int stale = next.get(STALE);
                    change(next, WRITTEN, version);
                    next.set(STALE, stale);
                } else {
                    next.versionOf(change, 0);
                }
            }
        }
    }

    // --- faults

    private void faults(State now) {
        if (may(Fault.ENTRY_LOST) && now.get(ENTRY) != NONE) {
            move("the entry is lost", now, next -> change(next, NONE, 0));
        }
        if (may(Fault.LEASE_LOST) && now.get(LEASE) != 0) {
            move("the lease is lost", now, this::loseLease);
        }
        if (may(Fault.AGING) && now.get(ENTRY) == LOADED && now.get(STALE) == 0) {
            move("the entry gets stale", now, next -> next.set(STALE, 1));
        }
        for (int process = 0; may(Fault.CRASH) && process < scene.processes(); process++) {
            int dying = process;
            move("process " + process + " dies", now, next -> crash(next, dying));
        }
    }

    private void crash(State next, int process) {
        next.flight(process, 0);
        for (int call = 0; call < scene.calls().size(); call++) {
            if (scene.calls().get(call) == process) {
                boolean committing = phase(next, call) == Phase.COMMIT || phase(next, call) == Phase.COMMIT_AGAIN;
                next.call(call, ASTRAY, committing ? 1 : next.call(call, ASTRAY));
                next.call(call, LEADER, 0);
                go(next, call, Phase.NOTHING);
            }
        }
        for (int change = 0; change < scene.changes().size(); change++) {
            if (scene.changes().get(change).process() == process) {
                next.step(change, TOLD);
                next.versionOf(change, 0);
            }
        }
        tidy(next);
    }
}
