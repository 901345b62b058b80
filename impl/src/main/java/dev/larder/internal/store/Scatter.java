package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation on items that belong to several stores: each store gets its own, all are at work at once, and one that
 * cannot answer costs only its own. Stores are asked in the order of their numbers, so that callers who hold a connection
 * of one while they wait for the next never wait for each other.
 *
 * @param <T> the type of the items
 * @param <R> what each store answers
 */
final class Scatter<T, R> {
    /** More items for one store go in several rounds, so that nobody keeps whole collections in buffers. */
    private static final int ROUND = 500;

    /**
     * What each store is asked.
     *
     * @param <T> the type of the items
     * @param <R> what it answers
     */
    @FunctionalInterface
    interface Request<T, R> {
        /** Asks it. */
        R of(Store store, List<T> items, RoundTrip trip);
    }

    private static final class Part<T, R> {
        final Store store;
        final List<T> items;
        final int[] positions;
        final List<R> answers = new ArrayList<>(1);
        int done;

        @Nullable
        RuntimeException failure;

        Part(Store store, int size) {
            this.store = store;
            this.items = new ArrayList<>(size);
            this.positions = new int[size];
        }

        void add(T item, int position) {
            positions[items.size()] = position;
            items.add(item);
        }

        boolean isWaiting() {
            return failure == null && done < items.size();
        }
    }

    private final List<T> items;
    private final List<Part<T, R>> parts;
    private final Request<T, R> request;

    /**
     * One operation on these items.
     *
     * @param homes which of the stores each item belongs to, from 0, in the order of the items
     */
    Scatter(List<Store> stores, List<T> items, int[] homes, Request<T, R> request) {
        this.items = items;
        this.request = request;
        int[] sizes = new int[stores.size()];
        for (int home : homes) {
            sizes[home]++;
        }
        List<Part<T, R>> all = new ArrayList<>(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            all.add(new Part<>(stores.get(i), sizes[i]));
        }
        for (int position = 0; position < homes.length; position++) {
            all.get(homes[position]).add(items.get(position), position);
        }
        all.removeIf(part -> part.items.isEmpty());
        this.parts = all;
    }

    /** Asks them all, and waits until all have answered or failed. */
    Scatter<T, R> run(RoundTrip trip) {
        RoundTrip whole = trip;
        while (parts.stream().anyMatch(Part::isWaiting)) {
            ask(parts.stream().filter(Part::isWaiting).iterator(), whole);
            whole = trip.again();
        }
        for (Part<T, R> part : parts) {
            if (part.failure != null && !(part.failure instanceof CacheUnavailableException)) {
                throw part.failure;
            }
        }
        return this;
    }

    private void ask(Iterator<Part<T, R>> rest, RoundTrip whole) {
        if (!rest.hasNext()) {
            whole.othersSend();
            return;
        }
        Part<T, R> part = rest.next();
        List<T> some = part.items.subList(part.done, Math.min(part.done + ROUND, part.items.size()));
        RoundTrip trip = whole.letting(() -> ask(rest, whole));
        try {
            part.answers.add(request.of(part.store, some, trip));
            part.done += some.size();
        } catch (RuntimeException failed) {
            // kept until all have answered: an exception that passed another store's exchange would break that
            part.failure = failed;
        }
        trip.othersSend();
    }

    /** What was answered, store by store. */
    List<R> answers() {
        return parts.stream().flatMap(part -> part.answers.stream()).toList();
    }

    /**
     * Throws if some did not answer.
     *
     * @param answer what the operation would have returned
     */
    void requireAll(Object answer) {
        BitSet missing = new BitSet(items.size());
        CacheUnavailableException first = null;
        for (Part<T, R> part : parts) {
            if (part.failure instanceof CacheUnavailableException away) {
                first = first == null ? away : first;
                for (int i = part.done; i < part.positions.length; i++) {
                    missing.set(part.positions[i]);
                }
            }
        }
        if (first != null) {
            throw missing.cardinality() == items.size()
                    ? first
                    : PartlyAnswered.outage(answer, missing, items.size(), first);
        }
    }

    /** The answers to single items, in the order of all items; null where there is none. */
    @SuppressWarnings("NullAway") // a list of nullable elements is understood only in JSpecify mode
    static <T, E extends @Nullable Object> List<E> inOrder(Scatter<T, List<E>> scatter) {
        List<E> all = new ArrayList<>(Collections.nCopies(scatter.items.size(), null));
        for (Part<T, List<E>> part : scatter.parts) {
            int next = 0;
            for (List<E> some : part.answers) {
                for (E each : some) {
                    all.set(part.positions[next++], each);
                }
            }
        }
        scatter.requireAll(all);
        return all;
    }
}
