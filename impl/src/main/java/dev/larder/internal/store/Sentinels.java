package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.RedisUri;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those who know which server is the primary. */
public interface Sentinels extends AutoCloseable {
    /**
     * A primary and its replicas.
     *
     * @param primary that takes the writes
     * @param replicas that they know of, whether they run or not, in a stable order
     */
    record Group(RedisUri primary, List<RedisUri> replicas) {}

    /**
     * The group that they name; if they do not agree, the first whose primary is another than this and says so of itself.
     *
     * @param known the primary until now; null if there is none
     * @throws CacheUnavailableException if nobody knows, with the reason
     */
    Group ask(@Nullable RedisUri known);

    @Override
    void close();
}
