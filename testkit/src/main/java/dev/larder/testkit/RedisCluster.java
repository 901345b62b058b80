package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Redis Cluster of primaries and their replicas, all of them real, whose slots move and whose nodes die when a test
 * says so; one second of silence is a failure.
 *
 * <p>Everything ends as a {@link RedisProcess} does. For one thread; its nodes may be used by any.
 */
public final class RedisCluster implements AutoCloseable {
    /** How many slots a cluster has. */
    public static final int SLOTS = 16384;

    private static final int BUS_OFFSET = 10_000;
    // below the ports that connections of other processes begin from, and so is the bus
    private static final int LOWEST_PORT = 10_000;
    private static final int HIGHEST_PORT = 22_000;
    private static final int TRIES = 100;
    private static final int KEYS_AT_ONCE = 100;

    private final int primaries;
    private final List<RedisProcess> nodes = new ArrayList<>();
    private final Map<RedisProcess, String> names = new HashMap<>();
    private final Map<Integer, Move> moves = new HashMap<>();

    private record Owners(RedisProcess primary, Set<RedisProcess> replicas) {}

    private record Move(RedisProcess from, RedisProcess to) {}

    private RedisCluster(int primaries) {
        this.primaries = primaries;
    }

    /** Three primaries with one replica each. */
    public static RedisCluster start() {
        return start(3, 1);
    }

    /**
     * This many primaries, each with this many replicas, and the slots shared out evenly; returns when all nodes agree
     * and every replica has its data.
     *
     * @throws IllegalStateException if a node cannot start here, with what it said
     */
    public static RedisCluster start(int primaries, int replicasOfEach) {
        if (primaries < 1 || replicasOfEach < 0) {
            throw new IllegalArgumentException(
                    "no cluster has " + primaries + " primaries and " + replicasOfEach + " replicas of each");
        }
        RedisCluster cluster = new RedisCluster(primaries);
        try {
            cluster.startNodes(primaries * (1 + replicasOfEach));
            cluster.join();
            cluster.awaitReplicas(replicasOfEach);
            return cluster;
        } catch (RuntimeException | Error failed) {
            ClosingAll.after(failed, cluster);
            throw failed;
        }
    }

    // --- starting

    private void startNodes(int count) {
        for (int i = 0; i < count; i++) {
            RedisProcess node = RedisProcess.onTcp()
                    .ports(RedisCluster::portWithBus)
                    .setting("cluster-enabled", "yes")
                    .setting("cluster-node-timeout", "1000")
                    // Redis 7 tells of a replica only when it has received something, and a ping will do
                    .setting("repl-ping-replica-period", "1")
                    .start();
            nodes.add(node);
            names.put(node, text(node.command("CLUSTER", "MYID")));
        }
    }

    private static int portWithBus() {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port with a free bus port in " + TRIES + " tries");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private void join() {
        for (int i = 0; i < nodes.size(); i++) {
            RedisProcess node = nodes.get(i);
            node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            if (i < primaries) {
                addSlots(node, i);
            }
            // each meets each, as gossip takes its time
            for (RedisProcess earlier : nodes.subList(0, i)) {
                node.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(earlier.port()));
            }
        }
        for (int i = primaries; i < nodes.size(); i++) {
            RedisProcess replica = nodes.get(i);
            RedisProcess primary = nodes.get(i % primaries);
            Eventually.until(() -> replicates(replica, primary), () -> "a replica did not join; " + said());
        }
    }

    private void addSlots(RedisProcess node, int index) {
        List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
        int end = SLOTS * (index + 1) / primaries;
        for (int slot = SLOTS * index / primaries; slot < end; slot++) {
            command.add(Integer.toString(slot));
        }
        node.command(command.toArray(String[]::new));
    }

    private boolean replicates(RedisProcess replica, RedisProcess primary) {
        try {
            replica.command("CLUSTER", "REPLICATE", name(primary));
            return true;
        } catch (IllegalStateException notYetMet) {
            return false;
        }
    }

    private void awaitReplicas(int ofEach) {
        Eventually.until(
                () -> allAgree()
                        && ownersBy(anyNode()).values().stream().allMatch(owners -> owners.replicas.size() == ofEach),
                () -> "the nodes did not agree; " + said());
    }

    // --- who is who

    /** All nodes, in the order of their start, those that were killed too. */
    public List<RedisProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** What a cache connects to: every node. */
    public List<String> uris() {
        return nodes.stream().map(RedisProcess::uri).toList();
    }

    /** The slot of this key. */
    public int slotOf(String key) {
        return number(anyNode().command("CLUSTER", "KEYSLOT", key));
    }

    /** The node that the slot belongs to by the word of the first node that runs. */
    public RedisProcess primaryOf(int slot) {
        return owners(anyNode(), slot).primary;
    }

    /** The replicas of the node that the slot belongs to by the word of the first node that runs. */
    public List<RedisProcess> replicasOf(int slot) {
        Set<RedisProcess> replicas = owners(anyNode(), slot).replicas;
        return nodes.stream().filter(replicas::contains).toList();
    }

    /** The nodes that slots belong to by the word of the first node that runs, in the order of their start. */
    public List<RedisProcess> primaries() {
        Set<RedisProcess> owners = new HashSet<>();
        ownersBy(anyNode()).values().forEach(owner -> owners.add(owner.primary));
        return nodes.stream().filter(owners::contains).toList();
    }

    private RedisProcess anyNode() {
        return nodes.stream()
                .filter(RedisProcess::isRunning)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no node runs"));
    }

    private Owners owners(RedisProcess asked, int slot) {
        Owners owners = ownersBy(asked).get(slot);
        if (owners == null) {
            throw new IllegalStateException("the slot " + slot + " belongs to no node");
        }
        return owners;
    }

    /** Whom each slot belongs to as this node knows it. */
    private Map<Integer, Owners> ownersBy(RedisProcess asked) {
        Map<Integer, Owners> all = new HashMap<>();
        for (Object each : list(asked.command("CLUSTER", "SLOTS"))) {
            List<?> range = list(each);
            Owners owners = new Owners(
                    node(range.get(2)),
                    range.subList(3, range.size()).stream().map(this::node).collect(Collectors.toSet()));
            for (int slot = number(range.get(0)); slot <= number(range.get(1)); slot++) {
                all.put(slot, owners);
            }
        }
        return all;
    }

    private RedisProcess node(@Nullable Object address) {
        int port = number(list(address).get(1));
        return nodes.stream()
                .filter(node -> node.port() == port)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the cluster has an unknown node on port " + port));
    }

    private String name(RedisProcess node) {
        String name = names.get(node);
        if (name == null) {
            throw new IllegalArgumentException("this server is no node of the cluster");
        }
        return name;
    }

    // --- slots that move

    /** Moves a slot with its keys; returns when all nodes that run know it. */
    public void moveSlot(int slot, RedisProcess to) {
        startMigrating(slot, to);
        finishMigrating(slot);
    }

    /** Begins to move a slot: keys that it lacks are asked for there from now, with {@code ASK}. */
    public void startMigrating(int slot, RedisProcess to) {
        RedisProcess from = primaryOf(slot);
        if (from == to) {
            throw new IllegalArgumentException("the slot " + slot + " belongs to this node already");
        }
        if (moves.containsKey(slot)) {
            throw new IllegalStateException("the slot " + slot + " is moving already");
        }
        setSlot(to, slot, "IMPORTING", name(from));
        setSlot(from, slot, "MIGRATING", name(to));
        moves.put(slot, new Move(from, to));
    }

    /** Moves these keys of a slot that is moving, and leaves its others where they are. */
    public void migrate(int slot, String... keys) {
        migrate(move(slot), Arrays.stream(keys).map(key -> key.getBytes(UTF_8)).toList());
    }

    /** Moves all keys of a slot that is moving, but not the slot. */
    public void migrateAll(int slot) {
        Move move = move(slot);
        List<?> keys = keysIn(move.from, slot);
        while (!keys.isEmpty()) {
            migrate(move, keys);
            keys = keysIn(move.from, slot);
        }
    }

    /** Moves the other keys of a slot that is moving, and then the slot; returns when all nodes that run know it. */
    public void finishMigrating(int slot) {
        migrateAll(slot);
        Move move = move(slot);
        setSlot(move.to, slot, "NODE", name(move.to));
        setSlot(move.from, slot, "NODE", name(move.to));
        moves.remove(slot);
        for (RedisProcess primary : primaries()) {
            if (primary != move.to && primary != move.from && primary.isRunning()) {
                setSlot(primary, slot, "NODE", name(move.to));
            }
        }
        Eventually.until(() -> allSay(slot, move.to), () -> "not all nodes know of the move; " + said());
    }

    /** Ends a move where it is: the slot stays, and keys that were moved are out of reach. */
    public void abandonMigrating(int slot) {
        Move move = move(slot);
        setSlot(move.from, slot, "STABLE");
        setSlot(move.to, slot, "STABLE");
        moves.remove(slot);
    }

    private Move move(int slot) {
        Move move = moves.get(slot);
        if (move == null) {
            throw new IllegalStateException("the slot " + slot + " is not moving");
        }
        return move;
    }

    private static void setSlot(RedisProcess node, int slot, String... state) {
        List<String> command = new ArrayList<>(List.of("CLUSTER", "SETSLOT", Integer.toString(slot)));
        command.addAll(List.of(state));
        node.command(command.toArray(String[]::new));
    }

    private static List<?> keysIn(RedisProcess node, int slot) {
        return list(node.command("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), Integer.toString(KEYS_AT_ONCE)));
    }

    private static void migrate(Move move, List<?> keys) {
        List<byte[]> command = new ArrayList<>();
        for (String word : List.of("MIGRATE", "127.0.0.1", "" + move.to.port(), "", "0", "10000", "KEYS")) {
            command.add(word.getBytes(UTF_8));
        }
        keys.forEach(key -> command.add((byte[]) key));
        try (RawRedis raw = move.from.raw()) {
            raw.command(command.toArray(byte[][]::new));
        }
    }

    // --- nodes that die

    /** Kills the node that a slot belongs to and returns it. */
    public RedisProcess killPrimaryOf(int slot) {
        RedisProcess primary = primaryOf(slot);
        primary.kill();
        return primary;
    }

    /** Waits until a slot belongs to another node than this, all nodes that run agree, and returns that node. */
    public RedisProcess awaitFailover(int slot, RedisProcess from) {
        Eventually.until(() -> primaryOf(slot) != from, () -> "no replica took over; " + said());
        awaitAgreement();
        return primaryOf(slot);
    }

    /** Waits until all nodes that run agree on the owner of every slot and its replicas and serve, each replica with its data. */
    public void awaitAgreement() {
        Eventually.until(this::allAgree, () -> "the nodes did not agree; " + said());
    }

    private boolean allAgree() {
        List<RedisProcess> running =
                nodes.stream().filter(RedisProcess::isRunning).toList();
        Map<Integer, Owners> owners = ownersBy(anyNode());
        return running.stream().allMatch(node -> serves(node) && ownersBy(node).equals(owners));
    }

    private boolean allSay(int slot, RedisProcess owner) {
        return nodes.stream().filter(RedisProcess::isRunning).allMatch(node -> owners(node, slot).primary == owner);
    }

    private boolean serves(RedisProcess node) {
        try {
            Map<String, String> replication = node.info("replication");
            return text(node.command("CLUSTER", "INFO")).contains("cluster_state:ok")
                    && ("master".equals(replication.get("role")) || "up".equals(replication.get("master_link_status")));
        } catch (UncheckedIOException | IllegalStateException busy) {
            // a replica that loads what its primary sent may refuse for a while
            return false;
        }
    }

    // --- replies

    private static List<?> list(@Nullable Object reply) {
        return (List<?>) Objects.requireNonNull(reply);
    }

    private static int number(@Nullable Object reply) {
        return Math.toIntExact((Long) Objects.requireNonNull(reply));
    }

    private static String text(@Nullable Object reply) {
        return new String((byte[]) Objects.requireNonNull(reply), UTF_8);
    }

    private String said() {
        return RedisProcess.said(nodes);
    }

    @Override
    public void close() {
        ClosingAll.of(nodes);
    }
}
