package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store on the primary that sentinels name, whichever it is by then. When it fails they are asked at once; a read, and a
 * write that was refused because its server is a replica by now, is then done on the new primary. A write whose outcome is
 * unknown is not repeated. A failover may lose what the old primary had acknowledged and no replica had yet.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class SentinelStore extends ForwardingStore {
    private final PrimaryWatch watch;
    private final UnaryOperator<Store> part;

    /**
     * A store that follows the primary.
     *
     * @param opening makes the store on a primary and its replicas
     * @param name of the primary, which names the thread that asks for it
     */
    public SentinelStore(Sentinels sentinels, Function<Sentinels.Group, Store> opening, Alarm alarm, String name) {
        this(new PrimaryWatch(sentinels, opening, alarm, name), UnaryOperator.identity());
    }

    private SentinelStore(PrimaryWatch watch, UnaryOperator<Store> part) {
        this.watch = watch;
        this.part = part;
    }

    @Override
    protected <R extends @Nullable Object> R read(Call<R> call) {
        return follow(call, true);
    }

    @Override
    protected <R extends @Nullable Object> R write(Call<R> call) {
        return follow(call, false);
    }

    private <R extends @Nullable Object> R follow(Call<R> call, boolean mayRepeat) {
        PrimaryWatch.Current current = watch.current();
        try {
            return call.on(part.apply(current.store()));
        } catch (CacheUnavailableException away) {
            PrimaryWatch.Current next = watch.after(current);
            if (next == null || !(mayRepeat || away.getCause() instanceof NotPrimaryException)) {
                throw away;
            }
            return call.on(part.apply(next.store()));
        }
    }

    @Override
    public Store latest() {
        return new SentinelStore(watch, Store::latest);
    }

    @Override
    public Stream<ServerStatistics> servers() {
        PrimaryWatch.Current known = watch.known();
        return known == null ? Stream.empty() : known.store().servers();
    }

    @Override
    public void close() {
        watch.close();
    }
}
