package dev.larder;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What the caches of one builder share: how to reach the servers. Does not change once a provider has it. */
public final class ConnectionSettings {
    private final Topology topology;
    // written by CacheBuilder alone, before a provider sees them
    @Nullable
    String user;

    @Nullable
    String password;

    int database;

    @Nullable
    SSLContext tls;

    Duration connectTimeout = Duration.ofSeconds(1);
    Duration socketTimeout = Duration.ofSeconds(1);
    Pool pool = Pool.DEFAULT;
    Resilience breaker = Resilience.missOnOutage();

    ConnectionSettings(Topology topology) {
        this.topology = topology;
    }

    /** Which servers there are. */
    public Topology topology() {
        return topology;
    }

    /** The user for servers whose address names none; null for the default user. */
    public @Nullable String user() {
        return user;
    }

    /** The password for servers whose address names none; null for none. */
    public @Nullable String password() {
        return password;
    }

    /** The database for servers whose address names none. */
    public int database() {
        return database;
    }

    /** The TLS context; null for the JDK's own where an address asks for TLS. */
    public @Nullable SSLContext tls() {
        return tls;
    }

    /** The longest time to connect, in whole milliseconds. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** The longest wait for a reply, in whole milliseconds. */
    public Duration socketTimeout() {
        return socketTimeout;
    }

    /** The pool of each server. */
    public Pool pool() {
        return pool;
    }

    /** What takes a server for away and when it is tried again; each cache has a policy of its own. */
    public Resilience breaker() {
        return breaker;
    }

    /** The settings without user, password and key material. */
    @Override
    public String toString() {
        return "ConnectionSettings[" + topology + ", database=" + database + ", connectTimeout=" + connectTimeout
                + ", socketTimeout=" + socketTimeout + ", " + pool + (tls == null ? "" : ", tls") + "]";
    }
}
