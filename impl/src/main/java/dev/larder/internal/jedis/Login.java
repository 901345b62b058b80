package dev.larder.internal.jedis;

import dev.larder.ConnectionSettings;
import dev.larder.RedisUri;
import dev.larder.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Who we are on a server, and where.
 *
 * @param user null for the default user
 * @param password null for none
 * @param database by number
 */
record Login(@Nullable String user, @Nullable String password, int database) {
    /** To a server with data; whoever logs in by the URI does so by it alone. */
    static Login to(RedisUri server, ConnectionSettings settings) {
        int database = server.database().orElse(settings.database());
        return isNamed(server)
                ? new Login(server.user(), server.password(), database)
                : new Login(settings.user(), settings.password(), database);
    }

    /** To a node of the cluster that this seed belongs to. */
    static Login toNode(RedisUri seed, ConnectionSettings settings) {
        Login login = to(seed, settings);
        return new Login(login.user, login.password, 0);
    }

    /** To a sentinel, which has credentials of its own and no databases. */
    static Login toSentinel(RedisUri sentinel, Topology.Sentinel topology) {
        if (isNamed(sentinel)) {
            return new Login(sentinel.user(), sentinel.password(), 0);
        }
        if (topology.password() != null) {
            return new Login(topology.user(), topology.password(), 0);
        }
        // those that the others know of have the same
        RedisUri first = topology.sentinels().get(0);
        return new Login(first.user(), first.password(), 0);
    }

    private static boolean isNamed(RedisUri server) {
        return server.user() != null || server.password() != null;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Login[user=" + user + ", database=" + database + "]";
    }
}
