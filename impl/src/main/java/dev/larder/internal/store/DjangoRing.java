package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.RedisUri;
import dev.larder.Shard;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The md5 ring of django-redis-cache 3.0.1, bit for bit: 16 points a server, a key belongs to the last point that is not
 * above its own, and below the first point to the last.
 *
 * <p>Its points come from how a server is spelled, so shards must be given as Django's {@code LOCATION} gives them; their
 * names do not matter. Only {@link HashTag hash tags} are ours: Django places such a key by all of it.
 */
final class DjangoRing implements Placement {
    private static final int POINTS_A_SERVER = 16;

    private final long[] points;
    private final int[] owners;

    /** The ring of these servers; those whose address names no database are at the given one. */
    DjangoRing(List<Shard> shards, int database) {
        NavigableMap<Long, Integer> ring = new TreeMap<>();
        for (int place = 0; place < shards.size(); place++) {
            String identity = identity(requireWeightOne(shards.get(place)).primary(), database);
            for (int i = 0; i < POINTS_A_SERVER; i++) {
                byte[] point = (i + ":" + identity).getBytes(UTF_8);
                // of two at one point the later one gets all its keys, as there
                ring.put(point(point, 0, point.length), place);
            }
        }
        points = ring.keySet().stream().mapToLong(point -> point).toArray();
        owners = ring.values().stream().mapToInt(owner -> owner).toArray();
    }

    private static Shard requireWeightOne(Shard shard) {
        if (shard.weight() != 1) {
            throw new IllegalArgumentException("shard '" + shard.name() + "' has weight " + shard.weight()
                    + ", but the ring of django-redis-cache knows no weights; leave it out or use Hashing.RENDEZVOUS");
        }
        return shard;
    }

    @Override
    public int shardOf(byte[] key) {
        int start = HashTag.start(key);
        int found = Arrays.binarySearch(points, point(key, start, HashTag.end(key, start)));
        int last = found >= 0 ? found : -found - 2;
        return owners[last < 0 ? owners.length - 1 : last];
    }

    /** The last 32 bits of the md5 of these bytes, unsigned. */
    private static long point(byte[] bytes, int from, int to) {
        MessageDigest md5 = md5();
        md5.update(bytes, from, to - from);
        return ByteBuffer.wrap(md5.digest()).getInt(12) & 0xFFFF_FFFFL;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(
                    "this JVM has no MD5, which the ring of django-redis-cache needs; use Hashing.RENDEZVOUS", absent);
        }
    }

    /** The tuple (host, port, db, unix_socket_path) that django-redis-cache makes of this server, as Python shows it. */
    static String identity(RedisUri server, int defaultDatabase) {
        int database = server.database().orElse(defaultDatabase);
        return switch (server.scheme()) {
            case ADDRESS -> {
                int colon = server.address().lastIndexOf(':');
                if (colon <= server.address().lastIndexOf(']')) {
                    throw new IllegalArgumentException("django-redis-cache takes '" + server.address()
                            + "' for the path of a socket; write host:port, as its LOCATION does");
                }
                yield tuple(PythonText.repr(server.address().substring(0, colon)), server.port(), database, "None");
            }
            case REDIS -> tuple(PythonText.repr(server.host()), server.port(), database, "''");
            case REDISS -> tuple(PythonText.repr(server.host()), server.port(), database, "None");
            case UNIX -> tuple("'127.0.0.1'", 6379, database, PythonText.repr(server.host()));
            case PATH -> {
                if (server.address().indexOf(':') >= 0) {
                    throw new IllegalArgumentException("django-redis-cache takes '" + server.address()
                            + "' for host and port; write unix://" + server.address() + " here and in its LOCATION");
                }
                yield "(None, None, " + database + ", " + PythonText.repr(server.address()) + ")";
            }
        };
    }

    private static String tuple(String host, int port, int database, String socket) {
        return "(" + host + ", " + port + ", " + database + ", " + socket + ")";
    }
}
