package dev.larder.internal.store;

import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps no entries and finds none, and lets every load run. Locks still exclude each other, within this process. */
public final class NothingStore extends ForwardingStore {
    private final Store tokens = new InMemoryStore(InstantSource.system());

    @Override
    protected <R extends @Nullable Object> R read(Call<R> call) {
        return call.on(tokens);
    }

    @Override
    protected <R extends @Nullable Object> R write(Call<R> call) {
        return call.on(tokens);
    }

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {}

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {}

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        return true;
    }

    @Override
    public boolean commit(Commit commit) {
        release(commit.key(), commit.claim().token());
        return true;
    }

    @Override
    public boolean coolDown(EntryKey key, byte[] token, long millis) {
        return release(key, token);
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        releaseMany(commits.stream().map(Commit::claim).toList(), trip);
        return Collections.nCopies(commits.size(), true);
    }

    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return Stream.empty();
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public String serverOf(byte[] key) {
        return "nowhere";
    }

    @Override
    public void close() {
        tokens.close();
    }
}
