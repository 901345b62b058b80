package dev.larder.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A primary and its replicas, all of them real, with links between them that lag, stall and break when a test says so.
 *
 * <p>A link carries replication alone: clients reach every server directly, whatever happens to its link. Everything
 * ends as a {@link RedisProcess} does. For one thread; its servers may be used by any.
 */
public final class RedisReplicas implements AutoCloseable {
    private final Builder how;
    private final List<RedisProcess> servers = new ArrayList<>();
    private final Map<RedisProcess, TcpProxy> links = new LinkedHashMap<>();
    private RedisProcess primary;

    private RedisReplicas(Builder how, RedisProcess primary) {
        this.how = how;
        this.primary = primary;
        servers.add(primary);
    }

    /** A primary and this many replicas that anyone may use. */
    public static RedisReplicas start(int replicas) {
        return with(replicas).start();
    }

    /** Describes a primary with this many replicas. */
    public static Builder with(int replicas) {
        return new Builder(replicas);
    }

    /** How the servers are to be, one like the other; used by one thread. */
    public static final class Builder {
        private final int replicas;
        private final List<String[]> settings = new ArrayList<>();
        private @Nullable String password;

        private Builder(int replicas) {
            if (replicas < 0) {
                throw new IllegalArgumentException("there cannot be " + replicas + " replicas");
            }
            this.replicas = replicas;
        }

        /** Asks everyone for a password, the replicas too. */
        public Builder password(String text) {
            password = text;
            return this;
        }

        /** A line of redis.conf for every server, word by word. */
        public Builder setting(String... words) {
            settings.add(words.clone());
            return this;
        }

        /**
         * Starts all servers and waits until every replica has what the primary has.
         *
         * @throws IllegalStateException if a server cannot start here, with what it said
         */
        public RedisReplicas start() {
            RedisReplicas all = new RedisReplicas(this, server().start());
            try {
                for (int i = 0; i < replicas; i++) {
                    all.addReplica();
                }
                all.awaitInSync();
                return all;
            } catch (RuntimeException | Error failed) {
                ClosingAll.after(failed, all);
                throw failed;
            }
        }

        private RedisProcess.Builder server() {
            RedisProcess.Builder server = RedisProcess.onTcp();
            if (password != null) {
                server.password(password).setting("masterauth", password);
            }
            settings.forEach(server::setting);
            return server;
        }
    }

    private void addReplica() {
        TcpProxy link = TcpProxy.to(primary.port());
        RedisProcess replica;
        try {
            replica = how.server()
                    .setting("replicaof", "127.0.0.1", Integer.toString(link.port()))
                    .start();
        } catch (RuntimeException | Error failed) {
            ClosingAll.after(failed, link);
            throw failed;
        }
        servers.add(replica);
        links.put(replica, link);
    }

    // --- who is who

    /** The server that takes writes. */
    public RedisProcess primary() {
        return primary;
    }

    /** All other servers, those that were killed too, in the order of their start. */
    public List<RedisProcess> replicas() {
        return servers.stream().filter(server -> server != primary).toList();
    }

    /** What a cache connects to for its replicas, user and password included. */
    public List<String> replicaUris() {
        return replicas().stream().map(RedisProcess::uri).toList();
    }

    // --- what happens to replication

    /** Brings each part of what is written to every replica late, by this time at least. */
    public void lag(Duration time) {
        links.values().forEach(link -> link.delay(time));
    }

    /** Brings each part of what is written to this replica late, by this time at least. */
    public void lag(RedisProcess replica, Duration time) {
        link(replica).delay(time);
    }

    /** Brings nothing to this replica any more, which it does not notice: it says that its link is up. */
    public void stall(RedisProcess replica) {
        link(replica).stall();
    }

    /** Breaks the link of this replica, which it notices: it says that its link is down, and serves what it has. */
    public void cutOff(RedisProcess replica) {
        TcpProxy link = link(replica);
        link.refuse();
        link.killConnections();
        if (replica.isRunning()) {
            Eventually.until(
                    () -> !linkIsUp(replica), () -> "a replica was not cut off; " + RedisProcess.said(servers));
        }
    }

    /** Lets replication to this replica pass again, at once. */
    public void restore(RedisProcess replica) {
        link(replica).pass();
    }

    /** Lets replication to every replica pass again, at once. */
    public void restore() {
        links.values().forEach(TcpProxy::pass);
    }

    /** Waits until every replica that runs has all that the primary had at this call; none may be cut off. */
    public void awaitInSync() {
        long wanted = offset(primary.info("replication"), "master_repl_offset");
        for (RedisProcess replica : replicas()) {
            if (replica.isRunning()) {
                Eventually.until(
                        () -> hasAll(replica, wanted),
                        () -> "a replica did not catch up; " + RedisProcess.said(servers));
            }
        }
    }

    /**
     * Makes this replica the primary, with the data it has, and every other server that runs its replica, as an
     * operator does after a failure. A primary that still runs becomes a replica too and forgets what only it has.
     */
    public void promote(RedisProcess replica) {
        TcpProxy link = link(replica);
        replica.command("REPLICAOF", "NO", "ONE");
        primary = replica;
        links.remove(replica);
        link.close();
        for (RedisProcess other : replicas()) {
            if (other.isRunning()) {
                follow(other);
            }
        }
    }

    /** Starts a server anew that was killed, with an empty database, as a replica of the primary. */
    public void rejoin(RedisProcess killed) {
        if (killed == primary) {
            throw new IllegalArgumentException("the primary cannot be its own replica; promote another one first");
        }
        killed.restart();
        follow(killed);
    }

    private void follow(RedisProcess server) {
        TcpProxy link = TcpProxy.to(primary.port());
        TcpProxy before = links.put(server, link);
        if (before != null) {
            before.close();
        }
        server.command("REPLICAOF", "127.0.0.1", Integer.toString(link.port()));
    }

    private TcpProxy link(RedisProcess replica) {
        TcpProxy link = links.get(replica);
        if (link == null) {
            throw new IllegalArgumentException(
                    replica == primary ? "this server is the primary" : "this server is no replica of the primary");
        }
        return link;
    }

    private static boolean linkIsUp(RedisProcess replica) {
        return "up".equals(infoOf(replica).get("master_link_status"));
    }

    private boolean hasAll(RedisProcess replica, long wanted) {
        Map<String, String> has = infoOf(replica);
        // a primary gives its history a new name when the first replica comes, so it is asked each time
        return "up".equals(has.get("master_link_status"))
                && Objects.equals(has.get("master_replid"), infoOf(primary).get("master_replid"))
                && offset(has, "slave_repl_offset") >= wanted;
    }

    private static Map<String, String> infoOf(RedisProcess server) {
        try {
            return server.info("replication");
        } catch (UncheckedIOException | IllegalStateException busy) {
            // a replica that loads what the primary sent may refuse for a while
            return Map.of();
        }
    }

    private static long offset(Map<String, String> info, String name) {
        return Long.parseLong(info.getOrDefault(name, "-1"));
    }

    @Override
    public void close() {
        List<AutoCloseable> everything = new ArrayList<>(servers);
        everything.addAll(links.values());
        ClosingAll.of(everything);
    }
}
