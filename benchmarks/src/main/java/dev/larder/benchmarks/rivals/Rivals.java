package dev.larder.benchmarks.rivals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All of them, connected to the same servers. */
final class Rivals implements AutoCloseable {
    private static final Map<String, Function<List<Integer>, Rival>> KNOWN = known();

    private final Map<String, Rival> open = new LinkedHashMap<>();

    /** Connects all to servers of this machine at these ports. */
    Rivals(List<Integer> ports) {
        try {
            KNOWN.forEach((name, connect) -> open.put(name, connect.apply(ports)));
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private static Map<String, Function<List<Integer>, Rival>> known() {
        Map<String, Function<List<Integer>, Rival>> known = new LinkedHashMap<>();
        known.put(Rival.BASE, JedisRival::new);
        known.put("Larder", LarderRival::new);
        known.put("Jedis, one connection", JedisConnectionRival::new);
        known.put("Lettuce", LettuceRival::new);
        known.put("Redisson RBucket", RedissonRival::new);
        known.put("Redisson RMapCache", RedissonMapRival::new);
        known.put("Spring on Jedis", SpringRival::onJedis);
        known.put("Spring on Lettuce", SpringRival::onLettuce);
        known.put("JetCache", JetCacheRival::new);
        return known;
    }

    /** Their names, in the order of tables. */
    static List<String> names() {
        return List.copyOf(KNOWN.keySet());
    }

    /** Those that offer what the scenario asks for, by name. */
    Map<String, Rival> offering(Scenario scenario) {
        Map<String, Rival> offering = new LinkedHashMap<>(open);
        offering.values().removeIf(rival -> !rival.offers(scenario));
        return offering;
    }

    @Override
    public void close() {
        open.values().forEach(Rival::close);
        open.clear();
    }
}
