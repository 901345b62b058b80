package dev.larder;

import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Describes caches and builds them: {@code CacheBuilder.connectTo("redis://localhost").keyPrefix("users").build(User.class)}.
 *
 * <p>All caches of one builder share their connections, which the last of them to be closed closes. So what concerns
 * connections cannot change after the first {@code build}: topology, credentials, database, TLS, timeouts, pool and the
 * figures of {@link Resilience}, but not its policy. All else is each cache's own. One thread at a time may use a builder.
 */
public final class CacheBuilder {
    private final ConnectionSettings connection;
    private final CacheSettings cache = new CacheSettings();
    private @Nullable String serializerName;
    private @Nullable String compressorName;
    private @Nullable CacheProvider provider;
    private @Nullable Connections connections;

    private CacheBuilder(Topology topology) {
        this.connection = new ConnectionSettings(topology);
    }

    /**
     * Starts a description of caches on one server.
     *
     * @param uri where it is, as {@link RedisUri} reads it
     * @throws IllegalArgumentException if it cannot be read
     */
    public static CacheBuilder connectTo(String uri) {
        return connectTo(Topology.single(uri));
    }

    /** Starts a description of caches on these servers. */
    public static CacheBuilder connectTo(Topology topology) {
        return new CacheBuilder(Objects.requireNonNull(topology, "topology"));
    }

    /**
     * How to log in to servers whose address names no user and password.
     *
     * @param user the ACL user; empty or {@code default} for the default user, who needs no ACL
     * @param password the password
     */
    public CacheBuilder credentials(String user, String password) {
        requireNotBuilt("credentials");
        Objects.requireNonNull(user, "user");
        connection.user = user.isEmpty() || user.equals("default") ? null : user;
        connection.password = Objects.requireNonNull(password, "password");
        return this;
    }

    /** The database for servers whose address names none: 0 by default. */
    public CacheBuilder database(int database) {
        requireNotBuilt("database");
        if (database < 0) {
            throw new IllegalArgumentException("the database must be a number from 0 on but was " + database);
        }
        connection.database = database;
        return this;
    }

    /**
     * Whom to trust with TLS, and who we are. Used for {@code rediss://}, which needs it only for certificates that the
     * JDK does not know, and for {@code host:port}, which becomes TLS by it; {@code redis://} beside it is refused.
     */
    public CacheBuilder tls(SSLContext context) {
        requireNotBuilt("tls");
        connection.tls = Objects.requireNonNull(context, "context");
        return this;
    }

    /** The longest time to connect, TLS and login included: 1 s by default. */
    public CacheBuilder connectTimeout(Duration timeout) {
        requireNotBuilt("connectTimeout");
        connection.connectTimeout = timeout("connectTimeout", timeout);
        return this;
    }

    /**
     * The longest wait for a reply: 1 s by default. Within it a reply has come as a whole, or another 64 kB of it have, which
     * then gives the rest as long; and so with what is sent. So large values may take longer on slow networks, while nobody
     * waits longer for a server that sends a byte now and then.
     */
    public CacheBuilder socketTimeout(Duration timeout) {
        requireNotBuilt("socketTimeout");
        connection.socketTimeout = timeout("socketTimeout", timeout);
        return this;
    }

    /** How many connections to each server: {@link Pool#DEFAULT} by default. */
    public CacheBuilder pool(Pool pool) {
        requireNotBuilt("pool");
        connection.pool = Objects.requireNonNull(pool, "pool");
        return this;
    }

    /**
     * What every key begins with: empty by default. It keeps caches apart that share a server.
     *
     * @throws IllegalArgumentException if it has a brace without its partner, for such a brace would pair with one of a
     *     key and decide where in a cluster the entry lives
     */
    public CacheBuilder keyPrefix(String prefix) {
        Objects.requireNonNull(prefix, "prefix");
        int depth = 0;
        for (int i = 0; i < prefix.length() && depth >= 0; i++) {
            depth += prefix.charAt(i) == '{' ? 1 : prefix.charAt(i) == '}' ? -1 : 0;
        }
        if (depth != 0) {
            throw new IllegalArgumentException(
                    "the prefix '" + prefix + "' has a brace without its partner; pair it or take it away");
        }
        cache.keyPrefix = prefix;
        return this;
    }

    /** The version of the entries, any number: 1 by default. */
    public CacheBuilder version(int version) {
        cache.version = version;
        return this;
    }

    /** How long entries live that are stored without a time: 5 minutes by default. */
    public CacheBuilder defaultTtl(Ttl ttl) {
        cache.defaultTtl = Objects.requireNonNull(ttl, "ttl");
        return this;
    }

    /**
     * Shortens finite times to live at random, so that entries written together do not end together: 0 by default.
     *
     * @param share the most to take away, from 0 for nothing to less than 1
     */
    public CacheBuilder ttlJitter(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("ttlJitter must be from 0 to less than 1 but was " + share);
        }
        cache.ttlJitter = share;
        return this;
    }

    /** What writes values, by the name of one on the class path; not needed if there is just one. */
    public CacheBuilder serializer(String name) {
        serializerName = Objects.requireNonNull(name, "name");
        cache.serializer = null;
        return this;
    }

    /** What writes values; it also reads those of its name. */
    public CacheBuilder serializer(Serializer serializer) {
        Services.checked(serializer.name(), serializer);
        serializerName = null;
        cache.serializer = serializer;
        return this;
    }

    /** What compresses values, by the name of one on the class path; nothing does by default. */
    public CacheBuilder compressor(String name) {
        compressorName = Objects.requireNonNull(name, "name");
        cache.compressor = null;
        return this;
    }

    /** What compresses values; it also reads those of its name. */
    public CacheBuilder compressor(Compressor compressor) {
        Services.checked(compressor.name(), compressor);
        compressorName = null;
        cache.compressor = compressor;
        return this;
    }

    /**
     * How many bytes a serialized value has at least if it is compressed: 1024 by default. A PLAIN value is compressed
     * whatever its size, for its readers expect that.
     */
    public CacheBuilder compressFromBytes(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("compressFromBytes must be at least 0 but was " + bytes);
        }
        cache.compressFromBytes = bytes;
        return this;
    }

    /** How many bytes a value may have, serialized or compressed: 64 MiB by default. */
    public CacheBuilder maxValueBytes(int bytes) {
        if (bytes < 1 || bytes > 512 << 20) {
            throw new IllegalArgumentException("maxValueBytes must be from 1 to 512 MiB but was " + bytes);
        }
        cache.maxValueBytes = bytes;
        return this;
    }

    /** How values are written: {@link ValueFormat#ENVELOPE} by default. */
    public CacheBuilder valueFormat(ValueFormat format) {
        cache.valueFormat = Objects.requireNonNull(format, "format");
        return this;
    }

    /** What to do while Redis is away: {@link Resilience#missOnOutage()} by default. */
    public CacheBuilder resilience(Resilience resilience) {
        Objects.requireNonNull(resilience, "resilience");
        if (!sameBreaker(resilience, connection.breaker)) {
            requireNotBuilt("the figures of resilience");
            connection.breaker = resilience;
        }
        cache.resilience = resilience;
        return this;
    }

    /** Which copies to keep in this process: {@link NearCache#NONE} by default. */
    public CacheBuilder nearCache(NearCache nearCache) {
        cache.nearCache = Objects.requireNonNull(nearCache, "nearCache");
        return this;
    }

    /** Who hears what the cache does: {@link CacheListener#NONE} by default. */
    public CacheBuilder listener(CacheListener listener) {
        cache.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** What makes the caches, in place of the one on the class path: for class loaders of one's own and for tests. */
    public CacheBuilder provider(CacheProvider provider) {
        requireNotBuilt("provider");
        this.provider = Objects.requireNonNull(provider, "provider");
        return this;
    }

    /**
     * Builds a cache for values of a class; contacts no server.
     *
     * @throws IllegalStateException if a serializer or compressor that is asked for is not there, none is chosen among
     *     several, or there is no implementation
     * @throws UnsupportedOperationException if the implementation cannot do what is asked for
     */
    public <V> Cache<V> build(Class<V> type) {
        return build(ValueType.of(type));
    }

    /**
     * Builds a cache for values of a type with type parameters; contacts no server.
     *
     * @throws IllegalStateException if a serializer or compressor that is asked for is not there, none is chosen among
     *     several, or there is no implementation
     * @throws UnsupportedOperationException if the implementation cannot do what is asked for
     */
    public <V> Cache<V> build(ValueType<V> type) {
        Objects.requireNonNull(type, "type");
        CacheSettings settings = chosen();
        if (connections == null) {
            connections = (provider == null ? Services.provider() : provider).connect(connection);
        }
        return connections.cache(settings, type);
    }

    private CacheSettings chosen() {
        CacheSettings settings = new CacheSettings(cache);
        Map<String, Serializer> serializers = withOwn(Services.serializers(), cache.serializer, Serializer::name);
        Map<String, Compressor> compressors = withOwn(Services.compressors(), cache.compressor, Compressor::name);
        if (serializerName != null) {
            settings.serializer = named("Serializer", "larder-serializer-", serializerName, serializers);
        } else if (settings.serializer == null && !(connection.topology() instanceof Topology.None)) {
            settings.serializer = only(serializers);
        }
        if (compressorName != null) {
            settings.compressor = named("Compressor", "larder-compressor-", compressorName, compressors);
        }
        settings.serializers = Map.copyOf(serializers);
        settings.compressors = Map.copyOf(compressors);
        return settings;
    }

    private static <S> Map<String, S> withOwn(Map<String, S> found, @Nullable S own, Function<S, String> name) {
        if (own == null) {
            return found;
        }
        Map<String, S> all = new LinkedHashMap<>(found);
        all.put(name.apply(own), own);
        return all;
    }

    private static <S> S named(String service, String artifact, String name, Map<String, S> found) {
        S named = found.get(name);
        if (named == null) {
            throw new IllegalStateException("no " + service + " named '" + name + "'; found: " + listed(found)
                    + "; add " + artifact + name + " or give an instance");
        }
        return named;
    }

    private static Serializer only(Map<String, Serializer> found) {
        if (found.size() == 1) {
            return found.values().iterator().next();
        }
        throw new IllegalStateException(
                found.isEmpty()
                        ? "no Serializer found; add one, such as larder-serializer-json"
                        : "several Serializers found: " + listed(found) + "; choose one by serializer(name)");
    }

    private static String listed(Map<String, ?> found) {
        return found.isEmpty() ? "none" : String.join(", ", new TreeSet<>(found.keySet()));
    }

    private static boolean sameBreaker(Resilience a, Resilience b) {
        return a.retries() == b.retries()
                && a.failuresToOpen() == b.failuresToOpen()
                && a.openFor().equals(b.openFor());
    }

    private static Duration timeout(String what, Duration timeout) {
        Objects.requireNonNull(timeout, what);
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(what + " must be from 1 ms to an hour but was " + timeout);
        }
        return Duration.ofMillis(timeout.toMillis());
    }

    private void requireNotBuilt(String what) {
        if (connections != null) {
            throw new IllegalStateException(what + " cannot change after the first build, for the caches of one builder"
                    + " share their connections; use another builder");
        }
    }
}
