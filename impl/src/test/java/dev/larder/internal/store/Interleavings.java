package dev.larder.internal.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few short operations in every order that their calls of stores can have among each other. One thread runs at a
 * time, and each waits for its turn before each call.
 */
final class Interleavings {
    private static final ThreadLocal<@Nullable Turn> ACTING = new ThreadLocal<>();
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Operations that run at the same time.
     *
     * @param operations what each thread does
     * @param check what holds when all have ended
     */
    record Scene(List<Runnable> operations, Runnable check) {}

    /** Which of those that could go on did, at one point of a run. */
    private static final class Choice {
        private final int options;
        private int taken;

        private Choice(int options) {
            this.options = options;
        }
    }

    private static final class Actor {
        private final Semaphore turn = new Semaphore(0);
        private boolean ended;
        private @Nullable Throwable failure;
    }

    private final List<Choice> path = new ArrayList<>();
    private int runs;

    private Interleavings() {}

    /** Runs all orders, each on a new scene; says how many there were. */
    static int explore(Supplier<Scene> scenes) {
        Interleavings all = new Interleavings();
        do {
            all.runs++;
            Scene scene = scenes.get();
            String order = all.new Run(scene.operations).toItsEnd();
            try {
                scene.check.run();
            } catch (AssertionError wrong) {
                throw new AssertionError("in the order " + order + ": " + wrong.getMessage(), wrong);
            }
        } while (all.advance());
        return all.runs;
    }

    /** Waits for the turn of the calling operation, if it is one. */
    static void step() {
        Turn turn = ACTING.get();
        if (turn != null) {
            turn.run.pause(turn.actor);
        }
    }

    /** Whose turn it is on a thread. */
    private record Turn(Run run, Actor actor) {}

    /**
     * One order. Whoever has the turn says who is next, so that threads change only if the order says so; all that they share
     * goes from hand to hand with the turn.
     */
    private final class Run {
        private final List<Actor> actors;
        private final Semaphore over = new Semaphore(0);
        private final StringBuilder order = new StringBuilder();
        private int depth;

        Run(List<Runnable> operations) {
            actors = operations.stream().map(this::start).toList();
        }

        private Actor start(Runnable operation) {
            Actor actor = new Actor();
            THREADS.execute(() -> {
                actor.turn.acquireUninterruptibly();
                ACTING.set(new Turn(this, actor));
                try {
                    operation.run();
                } catch (RuntimeException | Error failed) {
                    actor.failure = failed;
                } finally {
                    ACTING.remove();
                }
                actor.ended = true;
                goOn();
            });
            return actor;
        }

        String toItsEnd() {
            goOn();
            over.acquireUninterruptibly();
            actors.forEach(each -> {
                if (each.failure != null) {
                    throw new AssertionError("in the order " + order, each.failure);
                }
            });
            return order.toString();
        }

        private void pause(Actor actor) {
            Actor next = next();
            if (next != actor) {
                next.turn.release();
                actor.turn.acquireUninterruptibly();
            }
        }

        private void goOn() {
            if (actors.stream().allMatch(each -> each.ended)) {
                over.release();
            } else {
                next().turn.release();
            }
        }

        private Actor next() {
            List<Actor> alive = actors.stream().filter(each -> !each.ended).toList();
            if (depth == path.size()) {
                path.add(new Choice(alive.size()));
            }
            Actor next = alive.get(path.get(depth++).taken);
            order.append((char) ('A' + actors.indexOf(next)));
            return next;
        }
    }

    private boolean advance() {
        while (!path.isEmpty()) {
            Choice last = path.get(path.size() - 1);
            if (++last.taken < last.options) {
                return true;
            }
            path.remove(path.size() - 1);
        }
        return false;
    }

    /** A store in memory whose calls wait for their turn. */
    static final class SteppingStore extends ForwardingStore {
        private final Store store;
        private final String name;

        SteppingStore(Store store, String name) {
            this.store = store;
            this.name = name;
        }

        @Override
        protected <R extends @Nullable Object> R read(Call<R> call) {
            step();
            return call.on(store);
        }

        @Override
        protected <R extends @Nullable Object> R write(Call<R> call) {
            step();
            return call.on(store);
        }

        @Override
        public long removeMatching(Matching leases, Matching entries) {
            unlinkMatching(leases.pattern(), leases.filter());
            return unlinkMatching(entries.pattern(), entries.filter());
        }

        @Override
        public String serverOf(byte[] key) {
            return name;
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
