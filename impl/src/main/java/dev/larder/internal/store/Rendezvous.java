package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.Shard;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Weighted rendezvous hashing over the names of the shards: every shard draws a number for the key, the highest wins.
 *
 * <p>A shard that comes takes keys from the others alike, one that goes leaves its own to the others alike, and no other
 * key moves; addresses, replicas and the order of the list do not matter. Which key goes where is what processes of
 * different releases agree on, so nothing here may ever give another answer.
 *
 * <p>Highest random weight after Thaler and Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM
 * Transactions on Networking 6(1), 1998; the weights by {@code -w / ln u}, the logarithmic method of Schindelhauer and
 * Schomaker, "Weighted distributed hash tables", SPAA 2005.
 */
final class Rendezvous implements Placement {
    private static final double UNIT = 0x1p-52;

    // all in the order of the names, so that the first of equals does not depend on the order of the list
    private final int[] places;
    private final long[] names;
    private final double[] weights;
    private final boolean alike;

    Rendezvous(List<Shard> shards) {
        List<Integer> byName = IntStream.range(0, shards.size())
                .boxed()
                .sorted(Comparator.comparing(place -> shards.get(place).name()))
                .toList();
        places = byName.stream().mapToInt(place -> place).toArray();
        names = byName.stream()
                .mapToLong(place -> hash(shards.get(place).name().getBytes(UTF_8)))
                .toArray();
        weights =
                byName.stream().mapToDouble(place -> shards.get(place).weight()).toArray();
        alike = shards.stream().mapToInt(Shard::weight).distinct().count() == 1;
    }

    private static long hash(byte[] bytes) {
        return Xxh64.of(bytes, 0, bytes.length);
    }

    @Override
    public int shardOf(byte[] key) {
        int start = HashTag.start(key);
        long hash = Xxh64.of(key, start, HashTag.end(key, start));
        return places[alike ? highest(hash) : heaviest(hash)];
    }

    /** What {@link #heaviest} finds where all weigh the same, without its logarithm, which keeps the order. */
    private int highest(long key) {
        int winner = 0;
        long most = draw(key, names[0]);
        for (int i = 1; i < names.length; i++) {
            long drawn = draw(key, names[i]);
            if (Long.compareUnsigned(drawn, most) > 0) {
                winner = i;
                most = drawn;
            }
        }
        return winner;
    }

    private int heaviest(long key) {
        int winner = 0;
        long most = draw(key, names[0]);
        double heaviest = score(most, weights[0]);
        for (int i = 1; i < names.length; i++) {
            long drawn = draw(key, names[i]);
            double score = score(drawn, weights[i]);
            if (score > heaviest || (score == heaviest && Long.compareUnsigned(drawn, most) > 0)) {
                winner = i;
                most = drawn;
                heaviest = score;
            }
        }
        return winner;
    }

    /** The last steps of SplitMix64: Stafford's 13th variant of the finalizer of MurmurHash3, one to one. */
    private static long draw(long key, long name) {
        long drawn = key ^ name;
        drawn = (drawn ^ drawn >>> 30) * 0xBF58476D1CE4E5B9L;
        drawn = (drawn ^ drawn >>> 27) * 0x94D049BB133111EBL;
        return drawn ^ drawn >>> 31;
    }

    // Math.log may differ in its last bit from one JVM or processor to the next; StrictMath.log is fdlibm's everywhere
    static double score(long drawn, double weight) {
        // 52 bits and a half are exact; with one bit more the highest would be rounded to 1, whose logarithm is 0
        return -weight / StrictMath.log(((drawn >>> 12) + 0.5) * UNIT);
    }
}
