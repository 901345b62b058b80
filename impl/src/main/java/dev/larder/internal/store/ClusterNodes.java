package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.RedisUri;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which node has which slot, as far as is known. Nodes are asked before the first use and whenever one redirects or is away,
 * by one caller at a time while the others go on with what is known.
 */
final class ClusterNodes implements AutoCloseable {
    private static final long NOT_SOONER = Duration.ofMillis(100).toNanos();

    private final List<RedisUri> seeds;
    private final BiFunction<RedisUri, List<RedisUri>, ClusterNode> opening;
    private final AtomicReferenceArray<@Nullable ClusterNode> slots = new AtomicReferenceArray<>(HashSlot.COUNT);
    private final Map<RedisUri, ClusterNode> nodes = new ConcurrentHashMap<>();
    private final Map<RedisUri, List<RedisUri>> replicas = new ConcurrentHashMap<>();
    private final Set<ClusterNode> replaced = ConcurrentHashMap.newKeySet();
    private final ReentrantLock looking = new ReentrantLock();
    private volatile long lookedAt = System.nanoTime() - NOT_SOONER;
    private volatile @Nullable CacheUnavailableException nobodyKnew;

    /**
     * The nodes of the cluster that these belong to.
     *
     * @param opening makes a node of its address and those of its replicas
     */
    ClusterNodes(List<RedisUri> seeds, BiFunction<RedisUri, List<RedisUri>, ClusterNode> opening) {
        this.seeds = seeds;
        this.opening = opening;
    }

    /** The node that has a slot. */
    ClusterNode of(int slot) {
        ClusterNode node = slots.get(slot);
        if (node == null) {
            lookAndWait();
            node = slots.get(slot);
        }
        if (node == null) {
            throw new CacheUnavailableException(
                    "no node of the cluster serves slot " + slot + "; see CLUSTER INFO on one of its nodes, " + seeds);
        }
        return node;
    }

    /** The nodes that have slots. */
    List<ClusterNode> primaries() {
        if (slots.get(0) == null) {
            lookAndWait();
        }
        Set<ClusterNode> primaries = new LinkedHashSet<>();
        for (int slot = 0; slot < HashSlot.COUNT; slot++) {
            ClusterNode node = slots.get(slot);
            if (node != null) {
                primaries.add(node);
            }
        }
        return List.copyOf(primaries);
    }

    /** The nodes that are known, without asking any. */
    Stream<ClusterNode> known() {
        return nodes.values().stream();
    }

    /**
     * What each node says of itself now that has slots, or is about to get some. Who has given a slot away knows who has it,
     * so none is missed that this map does not know yet.
     */
    Map<ClusterNode, NodeState> states() {
        Map<ClusterNode, NodeState> states = new LinkedHashMap<>();
        Deque<ClusterNode> asked = new ArrayDeque<>(primaries());
        while (!asked.isEmpty()) {
            ClusterNode node = asked.remove();
            if (!states.containsKey(node)) {
                NodeState state = node.slots().state();
                states.put(node, state);
                state.targets().forEach(target -> asked.add(at(target)));
                node.slots().slots().forEach(range -> asked.add(at(range.primary())));
            }
        }
        return states;
    }

    /** The node at an address. */
    ClusterNode at(RedisUri address) {
        return nodes.computeIfAbsent(
                address, unknown -> opening.apply(unknown, replicas.getOrDefault(unknown, List.of())));
    }

    /** A slot has moved: the others may have too. */
    void moved(int slot, RedisUri to) {
        slots.set(slot, at(to));
        lookAgain();
    }

    /** Looks who has which slot now, unless someone does or just did. */
    void lookAgain() {
        if (System.nanoTime() - lookedAt < NOT_SOONER || !looking.tryLock()) {
            return;
        }
        try {
            look();
        } catch (CacheUnavailableException nobodyKnows) {
            nobodyKnew = nobodyKnows;
        } finally {
            looking.unlock();
        }
    }

    private void lookAndWait() {
        looking.lock();
        try {
            CacheUnavailableException before = nobodyKnew;
            boolean justLooked = System.nanoTime() - lookedAt < NOT_SOONER;
            if (justLooked && before != null) {
                throw new CacheUnavailableException(String.valueOf(before.getMessage()), before.getCause());
            }
            if (!justLooked) {
                look();
            }
        } catch (CacheUnavailableException nobodyKnows) {
            nobodyKnew = nobodyKnows;
            throw nobodyKnows;
        } finally {
            looking.unlock();
        }
    }

    private void look() {
        List<String> silent = new ArrayList<>();
        CacheUnavailableException first = null;
        Set<RedisUri> asked = new LinkedHashSet<>(nodes.keySet());
        asked.addAll(seeds);
        try {
            for (RedisUri each : asked) {
                try {
                    take(at(each).slots().slots());
                    nobodyKnew = null;
                    return;
                } catch (CacheUnavailableException away) {
                    first = first == null ? away : first;
                    silent.add(String.valueOf(away.getMessage()));
                }
            }
        } finally {
            lookedAt = System.nanoTime();
        }
        throw new CacheUnavailableException(
                "no node of the cluster says who has which slot: " + String.join("; ", silent),
                Objects.requireNonNull(first, "a cluster without nodes").getCause());
    }

    private void take(List<SlotRange> ranges) {
        Map<RedisUri, List<RedisUri>> now = new HashMap<>();
        ranges.forEach(range -> now.put(range.primary(), range.replicas()));
        now.forEach((primary, copies) -> {
            if (!copies.equals(replicas.put(primary, copies))) {
                ClusterNode before = nodes.remove(primary);
                if (before != null) {
                    // calls that have begun there may still end there; connections that idle are closed in time
                    replaced.add(before);
                }
            }
        });
        for (SlotRange range : ranges) {
            ClusterNode node = at(range.primary());
            for (int slot = range.first(); slot <= range.last(); slot++) {
                slots.set(slot, node);
            }
        }
        nodes.values().removeIf(node -> {
            boolean gone = !now.containsKey(node.address()) && !seeds.contains(node.address());
            if (gone) {
                replaced.add(node);
            }
            return gone;
        });
    }

    @Override
    public void close() {
        nodes.values().forEach(node -> node.store().close());
        replaced.forEach(node -> node.store().close());
    }
}
