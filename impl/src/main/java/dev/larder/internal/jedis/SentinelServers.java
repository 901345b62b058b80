package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.CacheUnavailableException;
import dev.larder.ConnectionSettings;
import dev.larder.Pool;
import dev.larder.RedisUri;
import dev.larder.Topology;
import dev.larder.internal.store.RefusedException;
import dev.larder.internal.store.Sentinels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** Real sentinels, those named in the topology and those that they know. Asked by one thread at a time. */
public final class SentinelServers implements Sentinels {
    private static final Pool FEW = Pool.ofMax(1);

    private final Topology.Sentinel topology;
    private final ConnectionSettings settings;
    private final String primaryName;
    private final Map<String, ServerPool> sentinels = new LinkedHashMap<>();
    private boolean closed;
    /** No monitor, which would hold the carrier of a virtual thread while a sentinel is asked. */
    private final Lock oneAtATime = new ReentrantLock();

    /** Those of this topology; contacts nobody before they are asked. */
    public SentinelServers(Topology.Sentinel topology, ConnectionSettings settings) {
        this.topology = topology;
        this.settings = settings;
        this.primaryName = topology.primaryName();
        topology.sentinels().forEach(this::add);
    }

    private void add(RedisUri sentinel) {
        sentinels.computeIfAbsent(
                sentinel.host() + ':' + sentinel.port(),
                unknown -> new ServerPool(sentinel, settings, Login.toSentinel(sentinel, topology), FEW));
    }

    /**
     * What one of them says.
     *
     * @param others the other sentinels that it knows
     */
    private record Answer(Group group, List<RedisUri> others) {}

    @Override
    public Group ask(@Nullable RedisUri known) {
        oneAtATime.lock();
        try {
            return askAll(known);
        } finally {
            oneAtATime.unlock();
        }
    }

    private Group askAll(@Nullable RedisUri known) {
        Group unproven = null;
        Set<RedisUri> denied = new HashSet<>();
        List<CacheUnavailableException> silent = new ArrayList<>();
        for (ServerPool each : List.copyOf(sentinels.values())) {
            Answer answer;
            try {
                answer = each.run("sentinel", this::answer);
            } catch (CacheUnavailableException away) {
                silent.add(away);
                continue;
            }
            if (answer == null) {
                throw unknownName(each);
            }
            answer.others.forEach(this::add);
            RedisUri primary = answer.group.primary();
            if ((known != null && primary.equals(known)) || denied.contains(primary)) {
                unproven = unproven == null ? answer.group : unproven;
            } else if (saysSoItself(primary)) {
                return answer.group;
            } else {
                denied.add(primary);
                unproven = unproven == null && known == null ? answer.group : unproven;
            }
        }
        if (unproven == null) {
            throw nobodyAnswers(silent);
        }
        return unproven;
    }

    // --- what a sentinel says

    private @Nullable Answer answer(RedisConnection connection) {
        connection.write(sentinel("get-master-addr-by-name"));
        connection.flush();
        Object address = connection.reply();
        if (address == null) {
            return null;
        }
        List<@Nullable Object> words = Replies.list(address, 2);
        RedisUri primary = server(text(words.get(0)), text(words.get(1)));
        connection.write(sentinel("replicas"));
        connection.write(sentinel("sentinels"));
        connection.flush();
        List<@Nullable Object> replies = connection.replies();
        List<RedisUri> replicas = topology.readsFromReplicas() ? addresses(replies.get(0)) : List.of();
        return new Answer(new Group(primary, replicas), addresses(replies.get(1)));
    }

    private CommandArguments sentinel(String question) {
        return new CommandArguments(Command.SENTINEL).add(question).add(primaryName);
    }

    private List<RedisUri> addresses(@Nullable Object tables) {
        return Replies.list(tables).stream()
                .map(table -> {
                    Map<String, String> facts = new HashMap<>();
                    List<@Nullable Object> words = Replies.list(table);
                    for (int i = 0; i + 1 < words.size(); i += 2) {
                        facts.put(text(words.get(i)), text(words.get(i + 1)));
                    }
                    return server(facts.getOrDefault("ip", ""), facts.getOrDefault("port", ""));
                })
                .sorted((one, other) -> one.address().compareTo(other.address()))
                .toList();
    }

    /** They are all spoken to as the first sentinel is. */
    private RedisUri server(String host, String port) {
        return ServerPool.neighbour(topology.sentinels().get(0), host, port);
    }

    private static String text(@Nullable Object reply) {
        return new String(Replies.value(reply), UTF_8);
    }

    // --- whether it is true

    /** A sentinel that has missed a failover names the old primary; a user who may not ask it takes their word. */
    private boolean saysSoItself(RedisUri primary) {
        try (ServerPool server = new ServerPool(primary, settings, Login.to(primary, settings), FEW)) {
            return Boolean.TRUE.equals(server.run("role", SentinelServers::isPrimary));
        } catch (CacheUnavailableException away) {
            return false;
        }
    }

    private static boolean isPrimary(RedisConnection connection) {
        try {
            List<@Nullable Object> role = Replies.list(connection.ask(new CommandArguments(Command.ROLE)));
            return Arrays.equals(Replies.value(role.get(0)), "master".getBytes(UTF_8));
        } catch (JedisDataException notAllowed) {
            return String.valueOf(notAllowed.getMessage()).startsWith("NOPERM");
        }
    }

    // --- why there is no answer

    private CacheUnavailableException unknownName(ServerPool sentinel) {
        List<String> names = sentinel.run(
                "sentinel",
                connection ->
                        Replies.list(connection.ask(new CommandArguments(Command.SENTINEL).add("masters"))).stream()
                                .map(table -> "'" + text(Replies.list(table).get(1)) + "'")
                                .toList());
        String reason = "the sentinels do not know '" + primaryName + "'; they know "
                + (names == null || names.isEmpty() ? "none" : String.join(", ", names))
                + "; check the name in Topology.sentinel(primaryName, …)";
        return new CacheUnavailableException(reason, new RefusedException(reason, null));
    }

    private CacheUnavailableException nobodyAnswers(List<CacheUnavailableException> silent) {
        String reasons = String.join(
                "; ",
                silent.stream().map(each -> String.valueOf(each.getMessage())).toList());
        return new CacheUnavailableException(
                "no sentinel names the primary '" + primaryName + "'" + (reasons.isEmpty() ? "" : ": " + reasons),
                silent.isEmpty() ? null : silent.get(0).getCause());
    }

    @Override
    public void close() {
        oneAtATime.lock();
        try {
            if (!closed) {
                closed = true;
                sentinels.values().forEach(ServerPool::close);
            }
        } finally {
            oneAtATime.unlock();
        }
    }
}
