package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.time.Duration;

/** Hears when servers go away and come back, and when too many want to ask them. */
public interface OutageObserver {
    /** A server did not answer, and it is the first time since it last did. */
    void began(String server, CacheUnavailableException cause);

    /** A server answers again. */
    void ended(String server, Duration lasted);

    /** A caller waited in vain for a connection to a server. */
    void crowded(String server, CacheUnavailableException cause);
}
