package dev.larder.internal;

import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Claim;
import dev.larder.internal.store.Commit;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.ForwardingStore;
import dev.larder.internal.store.RoundTrip;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store that goes away when a test says so, and lets things happen around the taking of a lease or just before a load is committed. */
public class FlakyStore extends ForwardingStore {
    private final Store store;
    private volatile boolean away;
    /** What happens in between, and may wait. */
    public interface Event {
        void happens() throws Exception;
    }

    private volatile Runnable beforeAcquire = () -> {};
    private volatile Event afterRead = () -> {};
    private volatile Event afterAcquire = () -> {};
    private volatile Event afterCommit = () -> {};
    private volatile Runnable beforeCommit = () -> {};
    private volatile @Nullable Runnable afterLostCommit;

    public FlakyStore(Store store) {
        this.store = store;
    }

    public void goAway() {
        away = true;
    }

    public void comeBack() {
        away = false;
    }

    /** An entry is read with its time to live, not its value alone. */
    public void afterNextRead(Event event) {
        afterRead = event;
    }

    public void beforeNextAcquire(Runnable event) {
        beforeAcquire = event;
    }

    public void afterNextAcquire(Event event) {
        afterAcquire = event;
    }

    public void afterNextCommit(Event event) {
        afterCommit = event;
    }

    public void beforeNextCommit(Runnable event) {
        beforeCommit = event;
    }

    /** The next commit is done, then this happens, and nobody hears of the commit. */
    public void loseReplyOfNextCommit(Runnable event) {
        afterLostCommit = event;
    }

    @Override
    protected <R extends @Nullable Object> R read(Call<R> call) {
        return write(call);
    }

    @Override
    protected <R extends @Nullable Object> R write(Call<R> call) {
        if (away) {
            throw new CacheUnavailableException("flaky is away");
        }
        return call.on(store);
    }

    @Override
    public @Nullable Entry read(EntryKey key) {
        Entry entry = super.read(key);
        Event event = afterRead;
        afterRead = () -> {};
        happen(event);
        return entry;
    }

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        happensBeforeAcquire();
        Acquired acquired = super.acquire(key, token, previous, seen, leaseMillis);
        Event event = afterAcquire;
        afterAcquire = () -> {};
        happen(event);
        return acquired;
    }

    private static void happen(Event event) {
        try {
            event.happens();
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        happensBeforeAcquire();
        return super.acquireMany(claims, leaseMillis, trip);
    }

    private void happensBeforeAcquire() {
        Runnable event = beforeAcquire;
        beforeAcquire = () -> {};
        event.run();
    }

    @Override
    public boolean commit(Commit commit) {
        happensBeforeCommit();
        boolean stored = super.commit(commit);
        Event event = afterCommit;
        afterCommit = () -> {};
        happen(event);
        mayLoseReply();
        return stored;
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        happensBeforeCommit();
        List<Boolean> stored = super.commitMany(commits, trip);
        mayLoseReply();
        return stored;
    }

    private void mayLoseReply() {
        Runnable event = afterLostCommit;
        if (event != null) {
            afterLostCommit = null;
            event.run();
            throw new CacheUnavailableException("the reply is lost");
        }
    }

    private void happensBeforeCommit() {
        Runnable event = beforeCommit;
        beforeCommit = () -> {};
        event.run();
    }

    @Override
    public String serverOf(byte[] key) {
        return store.serverOf(key);
    }

    @Override
    public Stream<ServerStatistics> servers() {
        return store.servers();
    }

    @Override
    public void close() {
        store.close();
    }
}
