package dev.larder.internal.cache;

import dev.larder.CacheSettings;
import dev.larder.CacheUnavailableException;
import dev.larder.LoadOptions;
import dev.larder.Resilience;
import dev.larder.ValueFormat;
import dev.larder.ValueType;
import dev.larder.internal.codec.UnreadableException;
import dev.larder.internal.codec.ValueCodec;
import dev.larder.internal.codec.WholeNumbers;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.FlagBit;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.spi.Serializer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all views of one cache share.
 *
 * @param <V> the type of the values
 */
final class CacheContext<V> {
    /** What makes an entry stale before its end. */
    static final FlagBit GRACE = new FlagBit(ValueCodec.MAGIC, ValueCodec.FLAGS_OFFSET, ValueCodec.GRACE_FLAG);

    /** What {@code onUnreadable} and {@code explain} say of a key that holds no string. */
    static final String WRONG_TYPE = "it is not a string but another Redis type";

    final Store store;
    final Alarm alarm;
    final CacheSettings settings;
    final ValueCodec<V> codec;
    final @Nullable WholeNumbers wholeNumbers;
    final ValueType<V> type;
    final TtlMillis ttls;
    final Events events;
    final Token tokens = new Token();
    final Bulkhead bulkhead;
    private final Resilience resilience;
    private final Consumer<OutageObserver> onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    CacheContext(
            Store store,
            Alarm alarm,
            CacheSettings settings,
            Serializer serializer,
            ValueType<V> type,
            Consumer<OutageObserver> onClose) {
        this.store = store;
        this.alarm = alarm;
        this.settings = settings;
        this.codec = new ValueCodec<>(settings, serializer, type);
        this.wholeNumbers = WholeNumbers.of(type);
        this.type = type;
        this.ttls = new TtlMillis(settings.ttlJitter());
        this.events = new Events(settings.listener());
        this.resilience = settings.resilience();
        this.bulkhead = new Bulkhead(resilience.loadsWhileAway());
        this.onClose = onClose;
    }

    /** The store, as long as the cache is open. */
    Store store() {
        requireOpen();
        return store;
    }

    boolean isClosed() {
        return closed.get();
    }

    void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the cache is closed; build another one");
        }
    }

    /** Closes the cache, if it is not closed already; does this before the connections go. */
    void close(Runnable before) {
        if (closed.compareAndSet(false, true)) {
            try {
                before.run();
            } finally {
                onClose.accept(events);
            }
        }
    }

    /**
     * Whether values loaded with these options are not simply fresh as long as they are there: they have a grace, or end
     * early, or have a marker beside them that says so.
     */
    boolean mayBeStale(LoadOptions options) {
        return options.refreshEarly() > 0
                || !options.keepFor().equals(options.freshFor())
                || settings.valueFormat() == ValueFormat.PLAIN;
    }

    /** Reports that Redis is away, or throws if that is the policy. */
    void away(String operation, CacheUnavailableException cause) {
        if (resilience.throwsOnOutage()) {
            throw cause;
        }
        events.dropped(operation, cause);
    }

    /** The value of these bytes; null, and an event, if they cannot be read. */
    @Nullable
    V decoded(String key, byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (UnreadableException unreadable) {
            events.unreadable(key, unreadable.reason());
            return null;
        }
    }

    /** What was seen when these bytes were read. */
    static Seen seen(byte[] bytes) {
        byte[] generation = ValueCodec.generation(bytes);
        return generation == null ? Seen.whole(bytes) : Seen.mark(ValueCodec.GENERATION_OFFSET, generation);
    }
}
