package dev.larder.internal.fleet;

import dev.larder.Cache;
import dev.larder.CacheListener;
import dev.larder.CacheStatistics;
import dev.larder.CacheUnavailableException;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Ttl;
import dev.larder.internal.fleet.Ledger.Event;
import dev.larder.testkit.RawRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One process of the hammer: threads that read, set, delete and clear the same few keys until the ledger is over. Each changes
 * the database first and then the cache; none that begins to read after that may find what was there before.
 *
 * <p>It says {@code violation KEY TEXT} for each, {@code away TEXT} when a server failed it, and at the end {@code NAME COUNT}
 * for each of its counts.
 */
final class HammerProgram {
    static final String PREFIX = "hammer";
    /** Half of the keys are of one slot, so that it may move. */
    static final List<String> KEYS = List.of("k0", "k1", "k2", "{m}0", "{m}1", "{m}2");

    private static final List<Integer> ALL = indexes(KEYS);
    private static final int READERS = 6;
    private static final int MOST_WORDS = 5;

    private static final class LoaderFailed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Ledger ledger;
    private final Blows blows;
    private final Cache<Versioned> cache;
    private final ExecutorService refresher = Executors.newFixedThreadPool(2);
    private final LongAdder reads = new LongAdder();
    private final LongAdder mutations = new LongAdder();
    private final LongAdder violations = new LongAdder();
    private final LongAdder away = new LongAdder();

    private HammerProgram(Path ledger, Blows blows) {
        this.ledger = Ledger.in(ledger);
        this.blows = blows;
        this.cache = blows.connect()
                .keyPrefix(PREFIX)
                .serializer(new Versioned.Bytes())
                .socketTimeout(Duration.ofSeconds(20))
                .pool(Pool.ofMax(16).maxWait(Duration.ofSeconds(20)))
                .resilience(Resilience.throwOnOutage())
                .listener(new CacheListener() {
                    @Override
                    public void onUnreadable(String key, String reason) {
                        violated(KEYS.indexOf(key), "unreadable: " + reason);
                    }
                })
                .build(Versioned.class);
    }

    /** Runs one: the file of the ledger, then what {@link Blows} needs. */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        new HammerProgram(Path.of(words.get(0)), Blows.of(words.subList(1, words.size()))).run();
    }

    private void run() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Runnable> work = new ArrayList<>();
        IntStream.range(0, READERS).forEach(i -> work.add(this::read));
        work.add(this::set);
        work.add(blows.revokes() ? this::delete : this::deleteAsAStranger);
        work.add(this::clear);
        cache.get(KEYS.get(0));
        List<Future<?>> running = new ArrayList<>();
        work.forEach(each -> running.add(threads.submit(() -> untilOver(each))));
        try {
            for (Future<?> each : running) {
                each.get();
            }
            tellCounts();
        } finally {
            ledger.end();
            threads.shutdownNow();
            refresher.shutdownNow();
            cache.close();
        }
    }

    private void untilOver(Runnable work) {
        while (!ledger.isOver()) {
            try {
                work.run();
            } catch (CacheUnavailableException outage) {
                away.increment();
                if (away.sum() <= MOST_WORDS) {
                    say("away " + outage);
                }
            } catch (LoadException | LoaderFailed failed) {
                // as the loader wished
            }
        }
    }

    // --- reading

    private void read() {
        List<Integer> keys = some();
        Map<Integer, Long> promised = new LinkedHashMap<>();
        keys.forEach(key -> promised.put(key, ledger.promised(key)));
        int first = keys.get(0);
        switch (random(20)) {
            case 0 -> check("get", promised, byName(first, cache.get(KEYS.get(first))));
            case 1 -> check("getMany", promised, cache.getMany(names(keys)));
            case 2, 3 ->
                check(
                        "getOrSetMany",
                        promised,
                        cache.getOrSetMany(
                                names(keys),
                                missing -> {
                                    Map<String, Versioned> loaded = new LinkedHashMap<>();
                                    missing.forEach(key -> loaded.put(key, before(KEYS.indexOf(key))));
                                    takeTime();
                                    return loaded;
                                },
                                options()));
            case 4 -> cache.touch(KEYS.get(first), Ttl.ofMillis(blows.freshMillis()));
            default ->
                check(
                        "getOrSet",
                        promised,
                        byName(
                                first,
                                cache.getOrSet(
                                        KEYS.get(first),
                                        () -> {
                                            Versioned loaded = before(first);
                                            takeTime();
                                            return loaded;
                                        },
                                        options())));
        }
    }

    private void check(String operation, Map<Integer, Long> promised, Map<String, Versioned> found) {
        reads.increment();
        found.forEach((name, value) -> {
            int key = KEYS.indexOf(name);
            long atLeast = promised.getOrDefault(key, 0L);
            ledger.note(Event.READ, key, value.version());
            if (value.key() != key || value.version() < atLeast || value.version() > ledger.version(key)) {
                violated(
                        key,
                        "%s of '%s' by thread %d found %s, but version %d had been promised before it began"
                                .formatted(
                                        operation, name, Thread.currentThread().getId(), value, atLeast));
            }
        });
    }

    private void violated(int key, String how) {
        violations.increment();
        ledger.note(Event.VIOLATED, key, 0);
        ledger.end();
        if (violations.sum() <= MOST_WORDS) {
            say("violation " + key + " " + how);
        }
    }

    private LoadOptions options() {
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMillis(blows.freshMillis()))
                .keepFor(Ttl.ofMillis(blows.keepMillis()))
                // short ones are lost now and then, as the machine has more to do than it can
                .lockFor(Duration.ofMillis(random(4) == 0 ? 30 : 10_000));
        return switch (random(4)) {
            case 0 -> options.refreshEarly(1);
            case 1 -> options.refreshInBackground(refresher);
            case 2 -> options.waitFor(Duration.ofMillis(random(20)));
            default -> options;
        };
    }

    /** What the database has now, which will be old when the loader ends. */
    private Versioned before(int key) {
        long version = ledger.version(key);
        ledger.note(Event.LOADING, key, version);
        return new Versioned(key, version, blows.valueBytes());
    }

    private void takeTime() {
        long most = Math.max(1, blows.loadMillis() * 1_000_000);
        long nanos = ThreadLocalRandom.current().nextLong(most);
        LockSupport.parkNanos(random(20) == 0 ? 10 * nanos : nanos);
        if (random(200) == 0) {
            throw new LoaderFailed();
        }
    }

    // --- changing

    private void set() {
        pause(8);
        List<Integer> keys = some();
        List<Integer> taken = new ArrayList<>();
        try {
            keys.stream().filter(ledger::take).forEach(taken::add);
            if (taken.isEmpty()) {
                return;
            }
            List<Versioned> values = taken.stream()
                    .map(key -> new Versioned(key, ledger.change(key), blows.valueBytes()))
                    .toList();
            Versioned first = values.get(0);
            Ttl ttl = Ttl.ofMillis(blows.freshMillis());
            switch (random(4)) {
                case 0 -> {
                    cache.setMany(values.stream().collect(Collectors.toMap(Versioned::name, each -> each)), ttl);
                    values.forEach(each -> promise(Event.SET, each.key(), each.version()));
                }
                case 1 -> {
                    // if there is one already, it stays, and is as old as it is
                    if (cache.add(first.name(), first, ttl)) {
                        promise(Event.ADDED, first.key(), first.version());
                    }
                }
                default -> {
                    cache.set(first.name(), first, ttl);
                    promise(Event.SET, first.key(), first.version());
                }
            }
        } finally {
            taken.forEach(ledger::giveBack);
        }
    }

    private void delete() {
        pause(8);
        List<Integer> keys = random(3) == 0 ? some() : some().subList(0, 1);
        remove(keys, () -> {
            if (keys.size() == 1) {
                cache.delete(KEYS.get(keys.get(0)));
            } else {
                cache.deleteMany(names(keys));
            }
        });
    }

    private void deleteAsAStranger() {
        pause(8);
        List<Integer> keys = some().subList(0, 1);
        try (RawRedis raw = RawRedis.tcp(Integer.parseInt(blows.uris().get(0).replaceAll(".*:", "")))) {
            remove(keys, () -> raw.command("UNLINK", PREFIX + ":1:" + KEYS.get(keys.get(0))));
        }
    }

    private void clear() {
        pause(100);
        switch (random(3)) {
            case 0 -> remove(ALL, cache::clear);
            case 1 -> remove(ALL, () -> cache.deleteMatching("*"));
            default -> remove(matching("{m}"), () -> cache.deleteMatching("{m}*"));
        }
    }

    private void remove(List<Integer> keys, Runnable removing) {
        keys.forEach(ledger::share);
        try {
            Map<Integer, Long> versions = new LinkedHashMap<>();
            keys.forEach(key -> versions.put(key, ledger.change(key)));
            removing.run();
            versions.forEach((key, version) -> promise(Event.REMOVED, key, version));
        } finally {
            keys.forEach(ledger::leave);
        }
    }

    private void promise(Event event, int key, long version) {
        mutations.increment();
        ledger.note(event, key, version);
        ledger.promise(key, version);
    }

    // --- keys

    private static List<Integer> indexes(Collection<String> names) {
        return names.stream().map(KEYS::indexOf).toList();
    }

    private static List<Integer> matching(String prefix) {
        return indexes(KEYS.stream().filter(name -> name.startsWith(prefix)).toList());
    }

    /** One to three keys, in their order, so that who waits for them all gets them. */
    private static List<Integer> some() {
        return IntStream.generate(() -> random(KEYS.size()))
                .limit(1 + random(3))
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }

    private static List<String> names(List<Integer> keys) {
        return keys.stream().map(KEYS::get).toList();
    }

    private static Map<String, Versioned> byName(int key, @Nullable Versioned value) {
        return value == null ? Map.of() : Map.of(KEYS.get(key), value);
    }

    // --- the rest

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    /** Mostly short, so that the cache is now in a hurry and now at rest. */
    private static void pause(int mostMillis) {
        int millis = random(4) == 0 ? random(5 * mostMillis) : random(mostMillis);
        LockSupport.parkNanos(1 + millis * 1_000_000L);
    }

    private void tellCounts() {
        CacheStatistics statistics = cache.statistics();
        say("reads " + reads);
        say("hits " + statistics.hits());
        say("stale " + statistics.staleHits());
        say("loads " + statistics.loads());
        say("rejected " + statistics.commitsRejected());
        say("mutations " + mutations);
        say("outages " + away);
        say("violations " + violations);
    }

    private static void say(String word) {
        synchronized (System.out) {
            System.out.println(word);
            System.out.flush();
        }
    }
}
