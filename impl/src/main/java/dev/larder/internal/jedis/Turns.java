package dev.larder.internal.jedis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Who may use one of the connections to a server, and who waits for it, in the order of their coming. Who waits with a
 * {@link Question} may be spared the connection: whoever gets one takes the questions of the others along, sends all at once
 * and hands out the replies.
 *
 * <p>That is the flat combining of Hendler, Incze, Shavit and Tzafrir (SPAA 2010), with connections in the place of the lock;
 * nobody serves others for longer than his own question takes, for the next batch is led by one of those who wait. It begins
 * when there are more callers than places: fewer connections are used then, down to half, each for more questions. Those held
 * by callers who take nobody along do not count for that.
 */
final class Turns {
    /** More would keep those that come first waiting for those that come last. */
    private static final int MOST_TOGETHER = 64;

    /** Fewer connections at work would leave time unused, on this side or on the server's. */
    private static final int FEWEST_AT_WORK = 4;

    private final int places;
    private final int fewest;
    private final Semaphore free;
    private final AtomicInteger callers = new AtomicInteger();
    /** How many have a place and take others along. */
    private final AtomicInteger leading = new AtomicInteger();

    private final Queue<Waiter<?>> together = new ConcurrentLinkedQueue<>();
    private final Queue<Waiter<?>> alone = new ConcurrentLinkedQueue<>();
    private final LargeValues large = new LargeValues();
    private volatile boolean closed;

    Turns(int places) {
        this.places = places;
        this.fewest = Math.max(places / 2, Math.min(places, FEWEST_AT_WORK));
        this.free = new Semaphore(places);
    }

    /** A caller comes. */
    void enter() {
        callers.incrementAndGet();
    }

    /** A caller goes. */
    void exit() {
        callers.decrementAndGet();
    }

    /** Whether a question may be sent together with others: not with a value, nor for one, that would hold them up. */
    boolean mayJoin(Question<?> question) {
        return !LargeValues.isLarge(question.bytesSent()) && !(question.asksForValue() && large.areUsual());
    }

    /** Takes note of what a question came to. */
    <R> void answered(Question<R> question, @Nullable R answer) {
        if (question.asksForValue()) {
            large.read(question.bytesIn(answer));
        }
    }

    /**
     * Takes a place if one is free.
     *
     * @param joins whether the caller can join others too: then only if there is work for one more connection
     */
    boolean tryTake(boolean joins) {
        return !(joins && enoughLead()) && takeFree(joins);
    }

    private boolean takeFree(boolean joins) {
        boolean taken = free.tryAcquire();
        if (taken && joins) {
            leading.incrementAndGet();
        }
        return taken;
    }

    private boolean enoughLead() {
        int now = callers.get();
        return now > places && leading.get() >= Math.max(fewest, 2 * places - now);
    }

    /** Waits from now on, with a question that others may ask, or for a place. */
    <R> Waiter<R> join(@Nullable Question<R> question) {
        Waiter<R> waiter = new Waiter<>(question);
        queueOf(waiter).add(waiter);
        return waiter;
    }

    private Queue<Waiter<?>> queueOf(Waiter<?> waiter) {
        return waiter.question == null ? alone : together;
    }

    /**
     * Gives a place back; it is for the one who has waited longest, unless somebody who is awake comes first.
     *
     * @param joins what the caller said when it took the place
     */
    void giveBack(boolean joins) {
        if (joins) {
            leading.decrementAndGet();
        }
        free.release();
        wakeNext();
    }

    /** Wakes the one who has waited longest of those who would take a place now. */
    private void wakeNext() {
        Waiter<?> one = enoughLead() ? null : together.peek();
        Waiter<?> other = alone.peek();
        Waiter<?> longest = one == null || (other != null && other.since - one.since < 0) ? other : one;
        if (longest != null) {
            LockSupport.unpark(longest.thread);
        }
    }

    /** Whoever was woken for a place, and has no use for it, may be the only one who knows of it. */
    private void passOn() {
        if (free.availablePermits() > 0) {
            wakeNext();
        }
    }

    /** The questions that whoever has a place asks with its own. */
    List<Waiter<?>> takeAlong() {
        if (together.isEmpty()) {
            return List.of();
        }
        List<Waiter<?>> taken = new ArrayList<>();
        while (taken.size() < MOST_TOGETHER) {
            Waiter<?> next = together.poll();
            if (next == null) {
                break;
            }
            if (next.take()) {
                taken.add(next);
            }
        }
        passOn();
        return taken;
    }

    /** How many wait. */
    int waiting() {
        return together.size() + alone.size();
    }

    /** Lets nobody wait for a place any more. */
    void close() {
        closed = true;
        together.forEach(waiter -> LockSupport.unpark(waiter.thread));
        alone.forEach(waiter -> LockSupport.unpark(waiter.thread));
    }

    /** Waits no more. */
    private void leave(Waiter<?> waiter) {
        queueOf(waiter).remove(waiter);
        passOn();
    }

    /** How a wait ended. */
    enum Outcome {
        /** With a place. */
        PLACE,
        /** Without a place, for another has asked the question. */
        ANSWERED,
        /** There was no place in time. */
        NO_PLACE,
        /** Another has asked the question, and there was no reply in time. */
        NO_REPLY
    }

    /** One who waits. */
    final class Waiter<R> {
        private enum State {
            WAITING,
            /** Another asks the question. */
            TAKEN,
            ANSWERED,
            /** It has a place, or has given up. */
            GONE
        }

        private final @Nullable Question<R> question;
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private long takenAt;
        private @Nullable R answer;
        private @Nullable RuntimeException fault;
        private boolean stale;

        private Waiter(@Nullable Question<R> question) {
            this.question = question;
        }

        // --- by the one who waits

        /**
         * Waits.
         *
         * @param placeNanos how long for a place
         * @param replyNanos how long for a reply, once the question is asked
         * @throws InterruptedException if the thread is interrupted before a place is its own or the question is asked; after
         *     that, it keeps its flag
         */
        Outcome await(long placeNanos, long replyNanos) throws InterruptedException {
            boolean interrupted = false;
            try {
                while (state.get() != State.ANSWERED) {
                    interrupted |= Thread.interrupted();
                    if (state.get() == State.TAKEN) {
                        long left = replyNanos - (System.nanoTime() - takenAt);
                        if (left > 0) {
                            LockSupport.parkNanos(Turns.this, left);
                        } else if (state.compareAndSet(State.TAKEN, State.GONE)) {
                            return Outcome.NO_REPLY;
                        }
                        continue;
                    }
                    long left = placeNanos - (System.nanoTime() - since);
                    boolean mayWait = left > 0 && !interrupted && !closed;
                    if (takesPlace(mayWait)) {
                        return Outcome.PLACE;
                    }
                    if (mayWait) {
                        passOn();
                        // whoever takes it along does not wake it, but its time for a reply begins then
                        LockSupport.parkNanos(Turns.this, Math.min(left, replyNanos));
                    } else if (state.compareAndSet(State.WAITING, State.GONE)) {
                        leave(this);
                        if (interrupted) {
                            interrupted = false;
                            throw new InterruptedException();
                        }
                        return Outcome.NO_PLACE;
                    }
                }
                return Outcome.ANSWERED;
            } finally {
                if (interrupted) {
                    thread.interrupt();
                }
            }
        }

        /** Before it gives up, it takes what is free, however many others lead. */
        private boolean takesPlace(boolean mayWait) {
            boolean joins = question != null;
            if (!(mayWait ? tryTake(joins) : takeFree(joins))) {
                return false;
            }
            if (state.compareAndSet(State.WAITING, State.GONE)) {
                leave(this);
                return true;
            }
            // another has asked the question just now
            giveBack(joins);
            return false;
        }

        /** What the question came to; to be asked when it is answered. */
        @Nullable
        R answer() {
            if (fault != null) {
                throw fault;
            }
            return answer;
        }

        /** Whether the question came to nothing because the connection had gone stale before. */
        boolean metStaleConnection() {
            return stale;
        }

        // --- by others

        private boolean take() {
            takenAt = System.nanoTime();
            return state.compareAndSet(State.WAITING, State.TAKEN);
        }

        /** Puts its commands into the buffer of the connection. */
        void write(RedisConnection connection) {
            asked().write(connection);
        }

        /**
         * Reads what its question comes to, and tells it; an error among the replies too.
         *
         * @throws RuntimeException if the next reply may not be that of the next question; it is told that too
         */
        void read(RedisConnection connection) {
            try {
                answer = asked().read(connection);
                answered(asked(), answer);
            } catch (JedisDataException error) {
                fault = error;
            }
            tell();
        }

        /** Tells it that its replies cannot be read. */
        void fail(RuntimeException broken, boolean wasStale) {
            fault = broken;
            stale = wasStale;
            tell();
        }

        private void tell() {
            if (state.compareAndSet(State.TAKEN, State.ANSWERED)) {
                LockSupport.unpark(thread);
            }
        }

        private Question<R> asked() {
            return Objects.requireNonNull(question, "who waits for a place has no question");
        }
    }
}
