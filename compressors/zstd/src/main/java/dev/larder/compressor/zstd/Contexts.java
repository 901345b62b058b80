package dev.larder.compressor.zstd;

import java.lang.ref.Cleaner;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Native contexts for the next call: a few are kept, whichever thread had them, and more are made and ended when more
 * threads come at once. Those kept end with their owner.
 *
 * @param <C> the type of the contexts
 */
final class Contexts<C> {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ArrayBlockingQueue<C> idle;
    private final Supplier<C> make;
    private final Consumer<C> end;

    Contexts(Supplier<C> make, Consumer<C> end) {
        ArrayBlockingQueue<C> kept =
                new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
        this.idle = kept;
        this.make = make;
        this.end = end;
        CLEANER.register(this, () -> kept.forEach(end));
    }

    <R> R use(Function<C, R> work) {
        C context = idle.poll();
        if (context == null) {
            context = make.get();
        }
        boolean sound = false;
        try {
            R result = work.apply(context);
            sound = true;
            return result;
        } finally {
            // a context whose call failed may be in any state
            if (!sound || !idle.offer(context)) {
                end.accept(context);
            }
        }
    }
}
