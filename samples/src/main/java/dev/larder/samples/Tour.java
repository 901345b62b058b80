package dev.larder.samples;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheStatistics;
import dev.larder.EntryInfo;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Ttl;
import dev.larder.samples.shared.Failure;
import dev.larder.samples.shared.Screen;
import dev.larder.samples.shared.Table;
import dev.larder.samples.shared.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** What the program does with the cache, step by step; each step checks what it claims. */
final class Tour implements AutoCloseable {
    private static final int HERD = 200;
    private static final String PLAIN = "json";
    private static final String SMALL = "json+zlib";

    private final JdkClasses classes;
    private final List<String> names;
    private final Screen screen;
    private final Batches batches;
    private final Cache<ClassSummary> plain;
    private final Cache<ClassSummary> small;
    private final Cache<Totals> totals;
    private final Cache<Totals> totalsElsewhere;
    private final Table passes = new Table(-9, -28, 8, 8, 7, 7);
    private final Table sizes = new Table(-9, -28, 8, 10, 8, 7);

    Tour(String uri, String prefix, JdkClasses classes, List<String> names, Screen screen) {
        this.classes = classes;
        this.names = names;
        this.screen = screen;
        this.batches = new Batches(screen);
        CacheBuilder here = client(uri);
        plain = here.keyPrefix(prefix + "-json").build(ClassSummary.class);
        totals = here.keyPrefix(prefix + "-totals").build(Totals.class);
        small = here.keyPrefix(prefix + "-zlib").compressor("zlib").build(ClassSummary.class);
        totalsElsewhere = client(uri).keyPrefix(prefix + "-totals").build(Totals.class);
    }

    // the figures mean something only if Redis answered, so an outage ends the program
    private static CacheBuilder client(String uri) {
        return CacheBuilder.connectTo(uri)
                .connectTimeout(Duration.ofSeconds(10))
                .socketTimeout(Duration.ofSeconds(10))
                .pool(Pool.ofMax(16).maxWait(Duration.ofSeconds(10)))
                .resilience(Resilience.throwOnOutage())
                .serializer("json")
                .defaultTtl(Ttl.ofMinutes(10));
    }

    void run() throws Exception {
        plain.ping();
        screen.line(passes.row("cache", "step", "time", "keys/s", "hits", "loads"));
        screen.line(passes.rule());
        pass(PLAIN, "first pass, getOrSetMany", plain, names, 0);
        pass(PLAIN, "second pass, getOrSetMany", plain, names, names.size());
        pass(SMALL, "first pass, getOrSetMany", small, names, 0);
        read(SMALL, "second pass, getMany", small);
        oneByOne();
        Deleted deleted = delete("java.util.*");
        pass(PLAIN, "third pass, getOrSetMany", plain, names, names.size() - deleted.entries());
        screen.line("");
        size();
        screen.line("");
        screen.line(deleted.told());
        herd();
        version();
    }

    private void pass(String cache, String step, Cache<ClassSummary> index, List<String> keys, long hits)
            throws Exception {
        CacheStatistics before = index.statistics();
        LongAdder found = new LongAdder();
        Duration time = batches.run(
                cache + ", " + step,
                keys,
                batch -> found.add(index.getOrSetMany(batch, classes::summarize).size()));
        row(cache, step, time, keys.size(), before, index.statistics());
        check(found.sum() == keys.size(), step + " found " + found.sum() + " of " + keys.size());
        checkHits(step, hits, before, index.statistics());
    }

    private void read(String cache, String step, Cache<ClassSummary> index) throws Exception {
        CacheStatistics before = index.statistics();
        Duration time = batches.run(cache + ", " + step, names, index::getMany);
        row(cache, step, time, names.size(), before, index.statistics());
        checkHits(step, names.size(), before, index.statistics());
    }

    /** A thread without batches pays a round trip a key. */
    private void oneByOne() throws Exception {
        String step = "java.*, one by one, getOrSet";
        List<String> some =
                names.stream().filter(name -> name.startsWith("java.")).toList();
        CacheStatistics before = plain.statistics();
        long start = System.nanoTime();
        for (int i = 0; i < some.size(); i++) {
            String name = some.get(i);
            plain.getOrSet(name, () -> classes.summarize(name));
            screen.progress(PLAIN + ", " + step, i + 1, some.size());
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        row(PLAIN, step, time, some.size(), before, plain.statistics());
        checkHits(step, some.size(), before, plain.statistics());
    }

    private void row(
            String cache, String step, Duration time, long keys, CacheStatistics before, CacheStatistics after) {
        screen.line(passes.row(
                cache,
                step,
                Units.time(time),
                Units.rate(keys, time),
                Units.count(after.hits() - before.hits()),
                Units.count(after.loads() - before.loads())));
    }

    private record Deleted(long entries, String told) {}

    private Deleted delete(String glob) {
        long start = System.nanoTime();
        long deleted = plain.deleteMatching(glob);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        String beginning = glob.substring(0, glob.length() - 1);
        long expected =
                names.stream().filter(name -> name.startsWith(beginning)).count();
        check(deleted == expected, "deleteMatching(\"" + glob + "\") removed " + deleted + " of " + expected);
        return new Deleted(
                deleted,
                "Delete   deleteMatching(\"" + glob + "\") removed " + Units.count(deleted) + " entries in "
                        + Units.time(time) + ";" + System.lineSeparator()
                        + "         the third pass loaded just those");
    }

    private void size() throws Exception {
        screen.line(sizes.row("cache", "in Redis", "entries", "compressed", "bytes", "a value"));
        screen.line(sizes.rule());
        long before = size(PLAIN, plain);
        long after = size(SMALL, small);
        screen.line(sizes.row("", "zlib saves " + Units.share(1 - (double) after / Math.max(before, 1))));
    }

    private long size(String cache, Cache<ClassSummary> index) throws Exception {
        LongAdder bytes = new LongAdder();
        LongAdder compressed = new LongAdder();
        LongAdder entries = new LongAdder();
        batches.run(cache + ", explain", names, batch -> {
            for (String name : batch) {
                EntryInfo info = index.explain(name);
                entries.add(info.exists() ? 1 : 0);
                bytes.add(info.storedBytes());
                compressed.add(info.compressor() == null ? 0 : 1);
            }
        });
        check(entries.sum() == names.size(), "explain found " + entries.sum() + " of " + names.size());
        screen.line(sizes.row(
                cache,
                "explain(key).storedBytes()",
                Units.count(entries.sum()),
                Units.count(compressed.sum()),
                Units.bytes(bytes.sum()),
                Units.bytes(bytes.sum() / Math.max(entries.sum(), 1))));
        return bytes.sum();
    }

    /** Two clients with connections of their own, as two processes have, and one value that takes its time. */
    private void herd() throws Exception {
        LongAdder loads = new LongAdder();
        LongAdder loadNanos = new LongAdder();
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Totals>> herd = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(HERD);
        long start;
        Set<Totals> answers = new HashSet<>();
        try {
            for (int i = 0; i < HERD; i++) {
                Cache<Totals> client = i % 2 == 0 ? totals : totalsElsewhere;
                herd.add(threads.submit(() -> {
                    go.await();
                    return client.getOrSet("all", () -> {
                        long loading = System.nanoTime();
                        Totals sums = Totals.of(plain, names);
                        loads.increment();
                        loadNanos.add(System.nanoTime() - loading);
                        return sums;
                    });
                }));
            }
            start = System.nanoTime();
            go.countDown();
            for (Future<Totals> answer : herd) {
                answers.add(answer.get());
            }
        } finally {
            threads.shutdownNow();
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        screen.line("Herd     " + HERD + " threads of 2 clients asked for one value");
        screen.line("         that takes " + Units.time(Duration.ofNanos(loadNanos.sum())) + " to compute: "
                + loads.sum() + " load, all answered within " + Units.time(time));
        check(loads.sum() == 1, "the herd ran the loader " + loads.sum() + " times");
        check(answers.size() == 1, "the herd got " + answers.size() + " different answers");
        Totals sums = answers.iterator().next();
        screen.line("         " + Units.count(sums.classes()) + " classes have " + Units.count(sums.methods())
                + " methods, " + Units.count(sums.constants()) + " constants and");
        screen.line("         " + Units.bytes(sums.codeBytes()) + " of bytecode; the largest is");
        screen.line("         " + sums.largest() + " with " + Units.bytes(sums.largestBytes()));
    }

    private void version() {
        String name = "java.lang.Object";
        int next = plain.version() + 1;
        plain.moveToVersion(name, next);
        boolean moved = !plain.contains(name) && plain.atVersion(next).contains(name);
        check(moved, name + " did not move to version " + next);
        screen.line("Version  moveToVersion(\"" + name + "\", " + next + "):");
        screen.line("         absent in version " + plain.version() + ", present in version " + next);
    }

    private static void checkHits(String step, long expected, CacheStatistics before, CacheStatistics after) {
        long hits = after.hits() - before.hits();
        check(
                hits == expected,
                step + " had " + hits + " hits, not " + expected + "; " + after.commitsRejected()
                        + " loads were refused; does the server evict entries, or is it shared?");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Failure("The cache did not do what it promises: " + otherwise, null);
        }
    }

    /** Removes the entries and gives back threads and connections. */
    @Override
    public void close() {
        try (batches;
                plain;
                small;
                totals;
                totalsElsewhere) {
            plain.clearAllVersions();
            small.clearAllVersions();
            totals.clearAllVersions();
        }
    }
}
