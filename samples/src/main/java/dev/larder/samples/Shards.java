package dev.larder.samples;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.CacheUnavailableException;
import dev.larder.LoadOptions;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.samples.shared.Arguments;
import dev.larder.samples.shared.Failure;
import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Screen;
import dev.larder.samples.shared.Server;
import dev.larder.samples.shared.Table;
import dev.larder.samples.shared.Units;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.RedisReplicas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Three shards, each with a replica, and callers that go on while servers of one of them are killed and come back. */
public final class Shards implements Sample {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final String VICTIM = "b";
    private static final int KEYS = 300;
    private static final Duration BETWEEN = Duration.ofMillis(2);
    private static final Duration LOAD = Duration.ofMillis(2);
    private static final LoadOptions OPTIONS = LoadOptions.freshFor(Ttl.ofSeconds(2));

    @Override
    public void run(Arguments arguments, Screen screen) throws Exception {
        int seconds = arguments.number("--seconds", 3, 1, 60);
        int callers = arguments.number("--callers", 4, 1, 64);
        Kill kill = Kill.of(arguments);

        Map<String, RedisReplicas> servers = new LinkedHashMap<>();
        try {
            for (String name : NAMES) {
                servers.put(name, Server.started(() -> RedisReplicas.start(1)));
            }
            Topology topology = Topology.sharded(servers.entrySet().stream()
                    .map(shard -> Shard.of(
                                    shard.getKey(), shard.getValue().primary().uri())
                            .replicas(shard.getValue().replicaUris().toArray(String[]::new)))
                    .toArray(Shard[]::new));
            screen.line("3 shards, each a primary and a replica; " + KEYS + " keys that live for 2 s; " + callers
                    + " callers");
            screen.line("use getOrSet. Each line is a second: what they saw, shard by shard.");
            screen.line("");
            Journal journal = new Journal(screen, servers);
            try (Cache<String> cache = CacheBuilder.connectTo(topology)
                    .keyPrefix("items")
                    .serializer("json")
                    .listener(journal)
                    .build(String.class)) {
                cache.ping();
                journal.locate(cache);
                // all are there before the first act
                cache.getOrSetMany(journal.keys(), Shards::loadAll, OPTIONS);
                play(kill, Objects.requireNonNull(servers.get(VICTIM)), seconds, callers, cache, journal);
            }
        } finally {
            servers.values().forEach(RedisReplicas::close);
        }
    }

    /** Three acts: all is well, a server is away, it is back. */
    private static void play(
            Kill kill, RedisReplicas victim, int seconds, int callers, Cache<String> cache, Journal journal)
            throws Exception {
        List<RedisProcess> killed = kill.among(victim);
        Callers all = new Callers(callers, cache);
        List<Act> acts = new ArrayList<>();
        try (all) {
            journal.heads();
            journal.tell("all servers run, and all keys are there");
            acts.add(journal.act("before", seconds));
            journal.tell("KILLED: " + kill.told);
            killed.forEach(RedisProcess::kill);
            acts.add(journal.act("while it was away", seconds));
            journal.await(() -> journal.began.sum() > 0);
            journal.tell("STARTED AGAIN, with no data: " + kill.told);
            killed.forEach(RedisProcess::restart);
            acts.add(journal.act("after", seconds));
            journal.await(() -> journal.ended.sum() == journal.began.sum());
        }
        journal.summary(acts, all);
    }

    /** What is killed. */
    private enum Kill {
        PRIMARY("the primary of shard " + VICTIM),
        REPLICA("the replica of shard " + VICTIM),
        SHARD("both servers of shard " + VICTIM);

        private final String told;

        Kill(String told) {
            this.told = told;
        }

        static Kill of(Arguments arguments) {
            return Kill.valueOf(
                    arguments.choice("--kill", "primary", "replica", "shard").toUpperCase(Locale.ROOT));
        }

        List<RedisProcess> among(RedisReplicas servers) {
            List<RedisProcess> killed = new ArrayList<>();
            if (this != REPLICA) {
                killed.add(servers.primary());
            }
            if (this != PRIMARY) {
                killed.addAll(servers.replicas());
            }
            return killed;
        }
    }

    /** Threads that want one key after the other, whatever happens. */
    private static final class Callers implements AutoCloseable {
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final LongAdder calls = new LongAdder();
        private final LongAdder failures = new LongAdder();
        private final ExecutorService threads;
        private final List<Future<Long>> longest = new ArrayList<>();

        Callers(int count, Cache<String> cache) {
            threads = Executors.newFixedThreadPool(count);
            for (int i = 0; i < count; i++) {
                Random random = new Random(i);
                longest.add(threads.submit(() -> ask(cache, random)));
            }
        }

        private long ask(Cache<String> cache, Random random) throws InterruptedException {
            long longest = 0;
            while (going.get()) {
                String key = key(random.nextInt(KEYS));
                long start = System.nanoTime();
                try {
                    cache.getOrSet(key, () -> Shards.load(key), OPTIONS);
                } catch (RuntimeException failed) {
                    failures.increment();
                }
                calls.increment();
                longest = Math.max(longest, System.nanoTime() - start);
                Thread.sleep(BETWEEN.toMillis());
            }
            return longest;
        }

        Duration longest() throws Exception {
            long nanos = 0;
            for (Future<Long> each : longest) {
                nanos = Math.max(nanos, each.get());
            }
            return Duration.ofNanos(nanos);
        }

        /** Lets each end its last call. */
        @Override
        public void close() {
            going.set(false);
            threads.shutdown();
        }
    }

    private static String load(String key) throws InterruptedException {
        Thread.sleep(LOAD.toMillis()); // a database would take about as long
        return "what belongs to " + key;
    }

    private static Map<String, String> loadAll(Set<String> keys) throws InterruptedException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, load(key));
        }
        return values;
    }

    private static String key(int number) {
        return "item-" + number;
    }

    /** What callers saw of one shard. */
    private record Seen(long hits, long misses, long loads) {
        Seen minus(Seen before) {
            return new Seen(hits - before.hits, misses - before.misses, loads - before.loads);
        }

        String hitRatio() {
            return Units.share((double) hits / Math.max(1, hits + misses));
        }
    }

    /** A part of the play, and what was seen of each shard in it. */
    private record Act(String name, Map<String, Seen> seen) {}

    /** Hears what the cache does, and writes it down. */
    private static final class Journal implements CacheListener {
        private final Screen screen;
        private final Map<String, String> shards = new LinkedHashMap<>();
        private final Map<String, String> servers = new LinkedHashMap<>();
        private final Map<String, LongAdder> hits = counters();
        private final Map<String, LongAdder> misses = counters();
        private final Map<String, LongAdder> loads = counters();
        private final LongAdder began = new LongAdder();
        private final LongAdder ended = new LongAdder();
        private final Table table = new Table(6, 6, 6, 6, 6, 6, 6, 6, 6, 6);
        private final CountDownLatch never = new CountDownLatch(1);
        private long start;
        private Map<String, Seen> told = seen();

        Journal(Screen screen, Map<String, RedisReplicas> all) {
            this.screen = screen;
            all.forEach((name, some) -> {
                servers.put("127.0.0.1:" + some.primary().port(), "the primary of shard " + name);
                some.replicas()
                        .forEach(replica -> servers.put("127.0.0.1:" + replica.port(), "the replica of shard " + name));
            });
        }

        private static Map<String, LongAdder> counters() {
            Map<String, LongAdder> counters = new LinkedHashMap<>();
            NAMES.forEach(name -> counters.put(name, new LongAdder()));
            return counters;
        }

        /** Asks for each key on which shard it lies; before anybody else does. */
        void locate(Cache<String> cache) {
            for (int i = 0; i < KEYS; i++) {
                shards.put(key(i), Objects.requireNonNull(cache.explain(key(i)).shard()));
            }
        }

        @Override
        public void onHit(String key) {
            count(hits, key);
        }

        @Override
        public void onMiss(String key) {
            count(misses, key);
        }

        @Override
        public void onLoad(String key, Duration took) {
            count(loads, key);
        }

        private void count(Map<String, LongAdder> counters, String key) {
            Objects.requireNonNull(counters.get(shards.get(key))).increment();
        }

        @Override
        public void onOutage(String server, CacheUnavailableException cause) {
            began.increment();
            tell("OUTAGE: " + servers.getOrDefault(server, server) + " does not answer");
        }

        @Override
        public void onOutageEnd(String server, Duration lasted) {
            tell("OUTAGE OVER: " + servers.getOrDefault(server, server) + ", after " + Units.time(lasted));
            ended.increment();
        }

        Set<String> keys() {
            return shards.keySet();
        }

        void heads() {
            screen.line(table.row("", "a", "a", "a", "b", "b", "b", "c", "c", "c"));
            screen.line(
                    table.row("time", "hits", "misses", "loads", "hits", "misses", "loads", "hits", "misses", "loads"));
            screen.line(table.rule());
            start = System.nanoTime();
        }

        void tell(String event) {
            screen.line(table.row(time()) + "  " + event);
        }

        private String time() {
            return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - start) / 1e9);
        }

        /** Lets some seconds pass, and writes a line for each. */
        Act act(String name, int seconds) throws InterruptedException {
            Map<String, Seen> before = seen();
            told = before;
            long begin = System.nanoTime();
            for (int second = 1; second <= seconds; second++) {
                never.await(begin + TimeUnit.SECONDS.toNanos(second) - System.nanoTime(), TimeUnit.NANOSECONDS);
                Map<String, Seen> now = seen();
                List<String> row = new ArrayList<>(List.of(time()));
                minus(now, told).values().forEach(seen -> {
                    row.add(Units.count(seen.hits()));
                    row.add(Units.count(seen.misses()));
                    row.add(Units.count(seen.loads()));
                });
                screen.line(table.row(row.toArray(String[]::new)));
                told = now;
            }
            return new Act(name, minus(told, before));
        }

        private Map<String, Seen> seen() {
            Map<String, Seen> seen = new LinkedHashMap<>();
            for (String name : NAMES) {
                seen.put(name, new Seen(sum(hits, name), sum(misses, name), sum(loads, name)));
            }
            return seen;
        }

        private static long sum(Map<String, LongAdder> counters, String name) {
            return Objects.requireNonNull(counters.get(name)).sum();
        }

        private static Map<String, Seen> minus(Map<String, Seen> now, Map<String, Seen> before) {
            Map<String, Seen> difference = new LinkedHashMap<>();
            now.forEach((name, seen) -> difference.put(name, seen.minus(Objects.requireNonNull(before.get(name)))));
            return difference;
        }

        /** That a server is away or back is noticed by the next call that tries it. */
        void await(BooleanSupplier noticed) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!noticed.getAsBoolean() && System.nanoTime() < deadline) {
                never.await(20, TimeUnit.MILLISECONDS);
            }
        }

        void summary(List<Act> acts, Callers callers) throws Exception {
            screen.line("");
            screen.line("Found in the cache");
            Table ratios = new Table(-18, 8, 8, 8);
            screen.line(ratios.row("", "shard a", "shard b", "shard c"));
            screen.line(ratios.rule());
            for (Act act : acts) {
                List<String> row = new ArrayList<>(List.of(act.name()));
                act.seen().values().forEach(seen -> row.add(seen.hitRatio()));
                screen.line(ratios.row(row.toArray(String[]::new)));
            }
            screen.line("");
            screen.line(Units.count(callers.calls.sum()) + " calls, " + Units.count(callers.failures.sum())
                    + " of them failed; the longest took " + Units.time(callers.longest()) + ".");
            screen.line("Outages that began: " + began.sum() + ", that ended: " + ended.sum() + ".");
            if (callers.failures.sum() > 0 || began.sum() == 0 || ended.sum() < began.sum()) {
                throw new Failure("The cache did not do what it promises: no call fails, and each outage ends", null);
            }
        }
    }

    // --- how it is called

    /** Runs it for the person at the keyboard. */
    public static void main(String... args) {
        Runner.main(new Shards(), args);
    }

    @Override
    public String name() {
        return "shards";
    }

    @Override
    public String about() {
        return """
                Kills a server of three shards, and shows what callers see.
                Each shard has a replica. Each line is a second: hits, misses and loads.
                """;
    }

    @Override
    public String options() {
        return """
                  --kill WHAT   primary, replica, or shard for both; else primary
                  --seconds N   seconds for each of three acts, 1 to 60; else 3
                  --callers N   threads that use the cache, 1 to 64; else 4
                """;
    }
}
