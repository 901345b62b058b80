package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A primary, its replicas and the sentinels that watch them, all of them real and quick to act: one second of silence
 * is a failure.
 *
 * <p>Everything ends as a {@link RedisProcess} does. For one thread; its servers may be used by any.
 */
public final class RedisSentinels implements AutoCloseable {
    private static final String NAME = "main";
    private static final int REPLICAS = 2;
    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    private final Builder how;
    private final List<RedisProcess> servers = new ArrayList<>();
    private final List<RedisProcess> sentinels = new ArrayList<>();

    private RedisSentinels(Builder how) {
        this.how = how;
    }

    /** One primary, two replicas and three sentinels that anyone may use. */
    public static RedisSentinels start() {
        return describe().start();
    }

    /** Describes one primary, two replicas and three sentinels. */
    public static Builder describe() {
        return new Builder();
    }

    /** How servers and sentinels are to be; used by one thread. */
    public static final class Builder {
        private @Nullable String password;
        private @Nullable String sentinelPassword;

        private Builder() {}

        /** Asks everyone who comes to a server for a password. */
        public Builder password(String text) {
            password = text;
            return this;
        }

        /** Asks everyone who comes to a sentinel for a password. */
        public Builder sentinelPassword(String text) {
            sentinelPassword = text;
            return this;
        }

        /**
         * Starts all and waits until the sentinels know the servers and each other, so that they can act.
         *
         * @throws IllegalStateException if one cannot start here, with what it said
         */
        public RedisSentinels start() {
            RedisSentinels all = new RedisSentinels(this);
            try {
                all.startServers();
                all.startSentinels();
                return all;
            } catch (RuntimeException | Error failed) {
                ClosingAll.after(failed, all);
                throw failed;
            }
        }

        private RedisProcess.Builder server() {
            RedisProcess.Builder server = RedisProcess.onTcp();
            return password == null ? server : server.password(password).setting("masterauth", password);
        }

        private RedisProcess.Builder sentinel(int primaryPort) {
            RedisProcess.Builder sentinel = RedisProcess.onTcp()
                    .arguments("--sentinel")
                    .setting("sentinel", "monitor", NAME, "127.0.0.1", "" + primaryPort, "" + QUORUM)
                    .setting("sentinel", "down-after-milliseconds", NAME, "1000")
                    .setting("sentinel", "failover-timeout", NAME, "3000")
                    .setting("sentinel", "parallel-syncs", NAME, "" + REPLICAS);
            if (password != null) {
                sentinel.setting("sentinel", "auth-pass", NAME, password);
            }
            return sentinelPassword == null ? sentinel : sentinel.password(sentinelPassword);
        }
    }

    // --- starting

    private void startServers() {
        RedisProcess first = how.server().start();
        servers.add(first);
        for (int i = 0; i < REPLICAS; i++) {
            servers.add(how.server()
                    .setting("replicaof", "127.0.0.1", "" + first.port())
                    .start());
        }
        for (RedisProcess replica : servers.subList(1, servers.size())) {
            Eventually.until(() -> follows(replica, first), () -> "a replica did not come up; " + said());
        }
    }

    private void startSentinels() {
        RedisProcess first = servers.get(0);
        Map<RedisProcess, String> names = new HashMap<>();
        for (int i = 0; i < SENTINELS; i++) {
            RedisProcess sentinel = how.sentinel(first.port()).start();
            sentinels.add(sentinel);
            names.put(sentinel, text(sentinel.command("SENTINEL", "MYID")));
        }
        Eventually.until(
                () -> {
                    introduce(names, first);
                    return sentinels.stream().allMatch(RedisSentinels::knowsAll);
                },
                () -> "the sentinels did not find each other; " + said());
    }

    /** Says of every sentinel what it says of itself too, but only every two seconds. */
    private static void introduce(Map<RedisProcess, String> names, RedisProcess primary) {
        names.forEach((sentinel, name) -> primary.command(
                "PUBLISH",
                "__sentinel__:hello",
                String.join(
                        ",",
                        "127.0.0.1",
                        "" + sentinel.port(),
                        name,
                        "0",
                        NAME,
                        "127.0.0.1",
                        "" + primary.port(),
                        "0")));
    }

    private static boolean knowsAll(RedisProcess sentinel) {
        try (RawRedis raw = sentinel.raw()) {
            List<Map<String, String>> replicas = tables(raw.command("SENTINEL", "REPLICAS", NAME));
            List<Map<String, String>> others = tables(raw.command("SENTINEL", "SENTINELS", NAME));
            return replicas.size() == REPLICAS
                    && others.size() == SENTINELS - 1
                    && replicas.stream()
                            .allMatch(each ->
                                    "slave".equals(each.get("flags")) && "ok".equals(each.get("master-link-status")))
                    && others.stream().allMatch(each -> "sentinel".equals(each.get("flags")));
        }
    }

    // --- who is who

    /** What the sentinels call the primary. */
    public String primaryName() {
        return NAME;
    }

    /** All servers, in the order of their start. */
    public List<RedisProcess> servers() {
        return List.copyOf(servers);
    }

    /** All sentinels, in the order of their start. */
    public List<RedisProcess> sentinels() {
        return List.copyOf(sentinels);
    }

    /** What a cache asks for the primary, the password of the sentinels included. */
    public List<String> sentinelUris() {
        return sentinels.stream().map(RedisProcess::uri).toList();
    }

    /** The server that is the primary by the word of the first sentinel that runs. */
    public RedisProcess primary() {
        for (RedisProcess sentinel : sentinels) {
            if (sentinel.isRunning()) {
                return primaryBy(sentinel);
            }
        }
        throw new IllegalStateException("no sentinel runs");
    }

    /** The servers that are not the primary by the word of the first sentinel that runs. */
    public List<RedisProcess> replicas() {
        RedisProcess primary = primary();
        return servers.stream().filter(server -> server != primary).toList();
    }

    private RedisProcess primaryBy(RedisProcess sentinel) {
        List<?> address = list(sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME));
        int port = Integer.parseInt(text(address.get(1)));
        return servers.stream()
                .filter(server -> server.port() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the sentinels name an unknown port " + port));
    }

    // --- what happens

    /** Has the sentinels make a replica the primary while the primary runs; returns the new one when all know it. */
    public RedisProcess failover() {
        RedisProcess before = primary();
        for (RedisProcess sentinel : sentinels) {
            if (sentinel.isRunning()) {
                sentinel.command("SENTINEL", "FAILOVER", NAME);
                return awaitFailover(before);
            }
        }
        throw new IllegalStateException("no sentinel runs");
    }

    /** Waits until all sentinels that run name the same primary, another than this, and it takes writes. */
    public RedisProcess awaitFailover(RedisProcess from) {
        Eventually.until(() -> allLeft(from), () -> "the sentinels named no other primary; " + said());
        return primary();
    }

    private boolean allLeft(RedisProcess from) {
        RedisProcess now = primary();
        return now != from
                && now.isRunning()
                && sentinels.stream().filter(RedisProcess::isRunning).allMatch(each -> primaryBy(each) == now)
                && "master".equals(infoOf(now).get("role"));
    }

    /**
     * Waits until this server, which runs, is a replica of the primary, and its link is up; sentinels take their time
     * before they tell a primary that came back, some ten seconds.
     */
    public void awaitReplica(RedisProcess server) {
        Eventually.until(() -> follows(server, primary()), () -> "a server became no replica; " + said());
    }

    private static boolean follows(RedisProcess replica, RedisProcess primary) {
        Map<String, String> info = infoOf(replica);
        return "slave".equals(info.get("role"))
                && Objects.equals(info.get("master_port"), "" + primary.port())
                && "up".equals(info.get("master_link_status"));
    }

    private static Map<String, String> infoOf(RedisProcess server) {
        try {
            return server.info("replication");
        } catch (UncheckedIOException | IllegalStateException busy) {
            // who changes sides breaks connections, and refuses while it loads
            return Map.of();
        }
    }

    // --- replies

    private static List<Map<String, String>> tables(@Nullable Object reply) {
        List<Map<String, String>> tables = new ArrayList<>();
        for (Object each : list(reply)) {
            List<?> words = list(each);
            Map<String, String> table = new HashMap<>();
            for (int i = 0; i < words.size(); i += 2) {
                table.put(text(words.get(i)), text(words.get(i + 1)));
            }
            tables.add(table);
        }
        return tables;
    }

    private static List<?> list(@Nullable Object reply) {
        return (List<?>) Objects.requireNonNull(reply);
    }

    private static String text(@Nullable Object reply) {
        return new String((byte[]) Objects.requireNonNull(reply), UTF_8);
    }

    private String said() {
        return RedisProcess.said(everything());
    }

    private List<RedisProcess> everything() {
        // the sentinels first, or they see the servers go
        List<RedisProcess> everything = new ArrayList<>(sentinels);
        everything.addAll(servers);
        return everything;
    }

    @Override
    public void close() {
        ClosingAll.of(everything());
    }
}
