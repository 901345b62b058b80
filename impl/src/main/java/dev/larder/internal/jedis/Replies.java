package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.RedisUri;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.NodeState;
import dev.larder.internal.store.Replication;
import dev.larder.internal.store.SlotRange;
import dev.larder.internal.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a server says, as what it means; a reply of another kind is a RuntimeException. */
final class Replies {
    private Replies() {}

    /** An entry may end between the two commands that ask for it; then it is gone. */
    static @Nullable Entry entry(@Nullable Object value, @Nullable Object ttl) {
        return value == null || number(ttl) == Store.ABSENT ? null : new Entry((byte[]) value, number(ttl));
    }

    /** A number in digits; empty if there was none. */
    static OptionalLong counted(@Nullable Object reply) {
        return reply == null
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(new String((byte[]) reply, US_ASCII)));
    }

    static Acquired acquired(@Nullable Object reply) {
        List<@Nullable Object> answer = list(reply);
        String word = new String((byte[]) Objects.requireNonNull(answer.get(0)), US_ASCII);
        return switch (word) {
            case "granted" -> Acquired.Granted.INSTANCE;
            case "busy" -> new Acquired.Busy(number(answer.get(1)));
            case "cooling" -> new Acquired.CoolingDown(number(answer.get(1)));
            default ->
                new Acquired.Changed(
                        answer.size() == 1 ? null : new Entry(value(answer.get(1)), number(answer.get(2))));
        };
    }

    /** What INFO says of replication; on a replica, the offset is what it has carried out. */
    static Replication replication(@Nullable Object reply) {
        Map<String, String> info = new HashMap<>();
        new String(value(reply), US_ASCII).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        boolean primary = "master".equals(info.get("role"));
        String offset = info.getOrDefault(primary ? "master_repl_offset" : "slave_repl_offset", "-1");
        return new Replication(
                info.getOrDefault("master_replid", ""),
                Long.parseLong(offset),
                !primary && "up".equals(info.get("master_link_status")));
    }

    /** What CLUSTER SLOTS says; the addresses of nodes are made of host and port. */
    static List<SlotRange> slots(@Nullable Object reply, BiFunction<String, String, RedisUri> node) {
        return list(reply).stream()
                .map(range -> {
                    List<@Nullable Object> words = list(range);
                    List<RedisUri> nodes = words.subList(2, words.size()).stream()
                            .map(each -> address(list(each), node))
                            .toList();
                    return new SlotRange(
                            Math.toIntExact(number(words.get(0))),
                            Math.toIntExact(number(words.get(1))),
                            nodes.get(0),
                            nodes.subList(1, nodes.size()).stream()
                                    .sorted((one, other) -> one.name().compareTo(other.name()))
                                    .toList());
                })
                .toList();
    }

    private static RedisUri address(List<@Nullable Object> words, BiFunction<String, String, RedisUri> node) {
        Object host = words.get(0);
        return node.apply(host == null ? "" : new String(value(host), US_ASCII), Long.toString(number(words.get(1))));
    }

    /** What CLUSTER NODES says of the node itself; the addresses of others are made of host and port. */
    static NodeState state(@Nullable Object reply, BiFunction<String, String, RedisUri> node) {
        List<List<String>> lines = new String(value(reply), US_ASCII)
                .lines()
                .map(line -> List.of(line.trim().split(" ", -1)))
                .toList();
        List<String> own = lines.stream()
                .filter(words -> words.get(2).contains("myself"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis says nothing of itself among its CLUSTER NODES"));
        // its eight first words are of the node, the others its slots
        List<String> slots = own.subList(8, own.size());
        List<RedisUri> targets = slots.stream()
                .filter(slot -> slot.contains("->-"))
                .map(slot -> slot.substring(slot.indexOf("->-") + 3, slot.length() - 1))
                .flatMap(id -> lines.stream().filter(words -> words.get(0).equals(id)))
                .map(words -> ofBus(words.get(1), node))
                .distinct()
                .toList();
        boolean isMoving = slots.stream().anyMatch(slot -> slot.startsWith("["));
        return new NodeState(own.get(6) + " " + String.join(" ", slots), isMoving, targets);
    }

    /** An address as {@code host:port@bus} or, since Redis 7, {@code host:port@bus,name}. */
    private static RedisUri ofBus(String address, BiFunction<String, String, RedisUri> node) {
        String hostAndPort = address.substring(0, address.indexOf('@'));
        int colon = hostAndPort.lastIndexOf(':');
        String name = address.contains(",") ? address.split(",", -1)[1] : "";
        return node.apply(name.isEmpty() ? hostAndPort.substring(0, colon) : name, hostAndPort.substring(colon + 1));
    }

    static long number(@Nullable Object reply) {
        return (Long) Objects.requireNonNull(reply, "a number was expected of Redis");
    }

    static byte[] value(@Nullable Object reply) {
        return (byte[]) Objects.requireNonNull(reply, "bytes were expected of Redis");
    }

    static List<@Nullable Object> list(@Nullable Object reply, int size) {
        List<@Nullable Object> list = list(reply);
        if (list.size() != size) {
            throw new IllegalStateException("Redis answered " + list.size() + " values for " + size + " keys");
        }
        return list;
    }

    @SuppressWarnings("unchecked")
    static List<@Nullable Object> list(@Nullable Object reply) {
        return (List<@Nullable Object>) Objects.requireNonNull(reply, "a list was expected of Redis");
    }
}
