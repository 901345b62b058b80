package dev.larder.samples;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.LoadOptions;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Ttl;
import dev.larder.samples.shared.Arguments;
import dev.larder.samples.shared.Failure;
import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Scale;
import dev.larder.samples.shared.Screen;
import dev.larder.samples.shared.Server;
import dev.larder.samples.shared.Svg;
import dev.larder.samples.shared.Table;
import dev.larder.samples.shared.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Many callers want one value that is slow to load: what becomes of each request, with protection and without. */
public final class Herd implements Sample {
    private static final String KEY = "report";
    private static final int CLIENTS = 4;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration LOAD = Duration.ofMillis(150);
    private static final Ttl FRESH = Ttl.ofSeconds(1);
    private static final LoadOptions PROTECTED = LoadOptions.freshFor(FRESH).keepFor(Ttl.ofMinutes(1));

    /** What became of a request. */
    enum Outcome {
        FRESH("got a fresh value", "#0072b2"),
        STALE("got a stale value", "#e69f00"),
        WAITED("waited for another's load", "#aa3377"),
        LOADED("ran the loader", "#d55e00");

        private final String told;
        private final String color;

        Outcome(String told, String color) {
            this.told = told;
            this.color = color;
        }
    }

    /** One request: when it began since the first of them, how long it took, and what became of it. */
    record Request(long startNanos, long nanos, Outcome outcome) {}

    /** A load: when the database was asked, and when it had answered, since the first request. */
    record Load(long startNanos, long endNanos) {}

    /** All that happened in one way of doing it. */
    record Run(List<Request> requests, List<Load> loads) {
        long count(Outcome outcome) {
            return requests.stream()
                    .filter(request -> request.outcome() == outcome)
                    .count();
        }

        Duration slowest() {
            return Duration.ofNanos(
                    requests.stream().mapToLong(Request::nanos).max().orElse(0));
        }

        Duration within(double share) {
            long[] sorted = requests.stream().mapToLong(Request::nanos).sorted().toArray();
            return Duration.ofNanos(sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))]);
        }
    }

    /** How a caller gets the value. */
    @FunctionalInterface
    interface Way {
        String ask(Cache<String> cache, Callable<String> load) throws Exception;
    }

    /** As it is often done: look, and if there is nothing, load and store. Everybody who looks too early loads. */
    private static String lookAndLoad(Cache<String> cache, Callable<String> load) throws Exception {
        String found = cache.get(KEY);
        if (found == null) {
            found = load.call();
            cache.set(KEY, found, FRESH);
        }
        return found;
    }

    /** One caller loads, wherever it runs; the others get what there is, or wait if there is nothing. */
    private static String getOrSet(Cache<String> cache, Callable<String> load) {
        return cache.getOrSet(KEY, load::call, PROTECTED);
    }

    @Override
    public void run(Arguments arguments, Screen screen) throws Exception {
        int seconds = arguments.number("--seconds", 6, 1, 60);
        int callers = arguments.number("--callers", 40, CLIENTS, 400);
        int atOnce = arguments.number("--connections", 8, 1, 400);
        String file = Objects.requireNonNullElse(arguments.text("--out"), "target/herd.svg");
        Run without;
        Run with;
        try (Server server = Server.of(arguments)) {
            screen.line("Larder on " + server.description() + ":");
            screen.line(callers + " callers in " + CLIENTS + " clients want one value, each every "
                    + Units.time(BETWEEN) + ". It is fresh");
            screen.line("for 1 s; the database needs " + Units.time(LOAD) + " to make it, and makes " + atOnce
                    + " at a time.");
            screen.line("");
            Table table = new Table(-23, 8, 7, 7, 7, 7, 7);
            screen.line(table.row("", "requests", "fresh", "stale", "waited", "loaded", "99 %"));
            screen.line(table.rule());
            without = run(server, seconds, callers, atOnce, Herd::lookAndLoad, screen, "without: get, load, set");
            tell(screen, table, "without: get, load, set", without);
            with = run(server, seconds, callers, atOnce, Herd::getOrSet, screen, "with:    getOrSet");
            tell(screen, table, "with:    getOrSet", with);
        }
        String finding = String.format(
                Locale.ROOT,
                "One value wanted at once: %s loads without protection, %s with Larder",
                Units.count(without.loads().size()),
                Units.count(with.loads().size()));
        String circumstances = String.format(
                Locale.ROOT,
                "%d callers in %d clients, each every %s; the value is fresh for 1 s; the database needs %s for a load and does %d"
                        + " at a time",
                callers,
                CLIENTS,
                Units.time(BETWEEN),
                Units.time(LOAD),
                atOnce);
        Path picture = picture(finding, circumstances, seconds, without, with).writeTo(file);
        screen.line("");
        screen.line(finding + ".");
        screen.line("The longest wait was " + Units.time(without.slowest()) + " without, " + Units.time(with.slowest())
                + " with.");
        screen.line("The picture is in");
        screen.line(picture.toString());
        if (with.loads().size() >= without.loads().size()) {
            throw new Failure("getOrSet loaded as often as get, load and set; was the value wanted too seldom?", null);
        }
    }

    private static void tell(Screen screen, Table table, String way, Run run) {
        screen.line(table.row(
                way,
                Units.count(run.requests().size()),
                Units.count(run.count(Outcome.FRESH)),
                Units.count(run.count(Outcome.STALE)),
                Units.count(run.count(Outcome.WAITED)),
                Units.count(run.count(Outcome.LOADED)),
                Units.time(run.within(0.99))));
    }

    // --- the herd

    /** Several clients, each with its own connections, as processes have. */
    private static Run run(Server server, int seconds, int callers, int atOnce, Way way, Screen screen, String what)
            throws Exception {
        List<Cache<String>> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        Database database = new Database(atOnce);
        try {
            String prefix = Server.prefix();
            for (int i = 0; i < CLIENTS; i++) {
                Cache<String> client = client(server, prefix, callers);
                clients.add(client);
                client.getOrSet("warm-up", () -> "so that the first request is like the others");
            }
            long start = System.nanoTime() + Duration.ofMillis(100).toNanos();
            long end = start + Duration.ofSeconds(seconds).toNanos();
            List<Future<List<Request>>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                Cache<String> client = clients.get(i % CLIENTS);
                long first = start + BETWEEN.toNanos() * i / callers;
                all.add(threads.submit(() -> ask(client, way, database, start, first, end)));
            }
            while (System.nanoTime() < end) {
                Thread.sleep(50);
                screen.progress(what, (System.nanoTime() - start) / 1_000_000, (end - start) / 1_000_000, " ms");
            }
            screen.wipe();
            List<Request> requests = new ArrayList<>();
            for (Future<List<Request>> each : all) {
                requests.addAll(each.get());
            }
            requests.sort(Comparator.comparingLong(Request::startNanos));
            return new Run(requests, database.loads(start));
        } finally {
            threads.shutdownNow();
            for (Cache<String> client : clients) {
                client.clear();
                client.close();
            }
        }
    }

    private static Cache<String> client(Server server, String prefix, int callers) {
        return CacheBuilder.connectTo(server.uri())
                .keyPrefix(prefix)
                .serializer("json")
                // a connection a caller, so that nobody waits for one: the picture is of the loads
                .pool(Pool.ofMax(callers).maxWait(Duration.ofSeconds(10)))
                .socketTimeout(Duration.ofSeconds(10))
                .resilience(Resilience.throwOnOutage())
                .listener(new Hearing())
                .build(String.class);
    }

    /** One caller: asks again and again until the end. */
    private static List<Request> ask(Cache<String> cache, Way way, Database database, long start, long first, long end)
            throws Exception {
        List<Request> requests = new ArrayList<>();
        for (long due = first; due < end; due += BETWEEN.toNanos()) {
            long now = System.nanoTime();
            if (now > due + BETWEEN.toNanos()) {
                continue; // the last request took so long that this one is left out
            }
            Thread.sleep(Math.max(0, (due - now) / 1_000_000));
            long asked = System.nanoTime();
            way.ask(cache, () -> {
                String report = database.makeReport();
                Hearing.OUTCOME.set(Outcome.LOADED);
                return report;
            });
            requests.add(new Request(asked - start, System.nanoTime() - asked, Hearing.OUTCOME.get()));
        }
        return requests;
    }

    /** Hears, on the thread of the request, what becomes of it. */
    private static final class Hearing implements CacheListener {
        private static final ThreadLocal<Outcome> OUTCOME = new ThreadLocal<>();

        @Override
        public void onHit(String key) {
            OUTCOME.set(Outcome.FRESH);
        }

        @Override
        public void onStaleHit(String key) {
            OUTCOME.set(Outcome.STALE);
        }

        @Override
        public void onMiss(String key) {
            OUTCOME.set(Outcome.WAITED); // unless it loads then
        }
    }

    /** A database that does some things at a time, as all of them do; the others queue. */
    private static final class Database {
        private final Semaphore connections;
        private final List<Load> loads = new ArrayList<>();

        Database(int atOnce) {
            connections = new Semaphore(atOnce, true);
        }

        String makeReport() throws InterruptedException {
            long asked = System.nanoTime();
            connections.acquire();
            try {
                Thread.sleep(LOAD.toMillis());
            } finally {
                connections.release();
            }
            synchronized (loads) {
                loads.add(new Load(asked, System.nanoTime()));
            }
            return "a report";
        }

        List<Load> loads(long start) {
            synchronized (loads) {
                return loads.stream()
                        .map(load -> new Load(load.startNanos() - start, load.endNanos() - start))
                        .toList();
            }
        }
    }

    // --- the picture

    private static final int WIDTH = 960;
    private static final int LEFT = 76;
    private static final int RIGHT = 936;
    private static final String GRID = "#e4e4e4";
    private static final double SHORTEST_MILLIS = 0.05;

    /** Each request is a point: from left to right when it began, from below how long it took. */
    private static Svg picture(String finding, String circumstances, int seconds, Run without, Run with) {
        double longest = Math.max(
                1_000, Math.max(without.slowest().toMillis(), with.slowest().toMillis()));
        Scale x = Scale.linear(0, seconds, LEFT, RIGHT);
        Svg svg = new Svg(WIDTH, 780, finding);
        svg.text(24, 36, finding, "font-size=\"20\" font-weight=\"bold\" fill=\"#111111\"");
        svg.text(24, 58, circumstances, "fill=\"#666666\"");
        legend(svg, 84);
        requests(svg, "without: get, and on a miss load and set", without, x, longest, 124, 340, seconds);
        requests(svg, "with: getOrSet, freshFor 1 s, keepFor 1 min", with, x, longest, 388, 604, seconds);
        loads(svg, without, with, x, 652, 730, seconds);
        svg.text((LEFT + RIGHT) / 2.0, 768, "seconds since the first request", "text-anchor=\"middle\"");
        return svg;
    }

    private static void legend(Svg svg, double y) {
        double x = 30;
        for (Outcome outcome : Outcome.values()) {
            svg.bar(x - 5, y - 9, 10, 10, outcome.color);
            svg.text(x + 12, y, outcome.told, "font-size=\"13\"");
            x += 36 + 7.2 * outcome.told.length();
        }
    }

    private static void requests(
            Svg svg, String title, Run run, Scale x, double longest, double top, double bottom, int seconds) {
        Scale y = Scale.logarithmic(SHORTEST_MILLIS, longest, bottom, top);
        svg.text(LEFT, top - 10, title, "font-size=\"14\" font-weight=\"bold\"");
        svg.text(
                RIGHT,
                top - 10,
                Units.count(run.requests().size()) + " requests, "
                        + Units.count(run.loads().size()) + " loads, longest wait " + Units.time(run.slowest()),
                "font-size=\"13\" text-anchor=\"end\"");
        for (double millis = 0.1; millis <= longest; millis *= 10) {
            svg.line(LEFT, y.at(millis), RIGHT, y.at(millis), GRID);
            svg.text(LEFT - 8, y.at(millis) + 4, millis(millis), "text-anchor=\"end\"");
        }
        svg.text(-(top + bottom) / 2, 16, "wait of the caller", "transform=\"rotate(-90)\" text-anchor=\"middle\"");
        seconds(svg, x, top, bottom, seconds);
        Map<Outcome, List<Request>> byOutcome = new EnumMap<>(Outcome.class);
        run.requests()
                .forEach(request -> byOutcome
                        .computeIfAbsent(request.outcome(), each -> new ArrayList<>())
                        .add(request));
        byOutcome.forEach((outcome, some) -> {
            svg.group(outcome == Outcome.FRESH ? "fill-opacity=\"0.5\"" : "fill-opacity=\"0.9\"");
            some.forEach(request ->
                    svg.dot(x.at(request.startNanos() / 1e9), y.at(request.nanos() / 1e6), 2.4, outcome.color));
            svg.endGroup();
        });
    }

    private static String millis(double millis) {
        return millis < 1_000
                ? String.format(Locale.ROOT, millis < 0.5 ? "%.1f ms" : "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.0f s", millis / 1_000);
    }

    private static void seconds(Svg svg, Scale x, double top, double bottom, int seconds) {
        for (int second = 0; second <= seconds; second++) {
            svg.line(x.at(second), top, x.at(second), bottom, GRID);
            svg.text(x.at(second), bottom + 16, Integer.toString(second), "text-anchor=\"middle\"");
        }
        svg.line(LEFT, bottom, RIGHT, bottom, "#888888");
    }

    /** How many loads the database has in hand or in its queue, over time. */
    private static void loads(Svg svg, Run without, Run with, Scale x, double top, double bottom, int seconds) {
        int most = Math.max(most(without), most(with));
        Scale y = Scale.linear(0, most, bottom, top);
        svg.text(
                LEFT, top - 10, "loads that the database has to do at a time", "font-size=\"14\" font-weight=\"bold\"");
        svg.bar(RIGHT - 180, top - 19, 10, 10, "#d9a58c");
        svg.text(RIGHT - 166, top - 10, "without", "font-size=\"13\"");
        svg.bar(RIGHT - 90, top - 19, 10, 10, "#111111");
        svg.text(RIGHT - 76, top - 10, "with", "font-size=\"13\"");
        for (int loads : new int[] {0, most / 2, most}) {
            svg.line(LEFT, y.at(loads), RIGHT, y.at(loads), GRID);
            svg.text(LEFT - 8, y.at(loads) + 4, Integer.toString(loads), "text-anchor=\"end\"");
        }
        seconds(svg, x, top, bottom, seconds);
        svg.area(outline(without, x, y), "#d9a58c");
        svg.area(outline(with, x, y), "#111111");
    }

    /** One corner after the other. */
    private static List<double[]> outline(Run run, Scale x, Scale y) {
        List<double[]> corners = new ArrayList<>();
        int before = 0;
        for (Change change : changes(run)) {
            double at = x.at(change.nanos() / 1e9);
            corners.add(new double[] {at, y.at(before)});
            corners.add(new double[] {at, y.at(change.loads())});
            before = change.loads();
        }
        return corners;
    }

    private static int most(Run run) {
        return changes(run).stream().mapToInt(Change::loads).max().orElse(1);
    }

    /** From when on there are so many loads. */
    private record Change(long nanos, int loads) {}

    private static List<Change> changes(Run run) {
        List<long[]> ends = new ArrayList<>();
        for (Load load : run.loads()) {
            ends.add(new long[] {load.startNanos(), 1});
            ends.add(new long[] {load.endNanos(), -1});
        }
        ends.sort(Comparator.comparingLong(end -> end[0]));
        List<Change> changes = new ArrayList<>();
        int loads = 0;
        for (long[] end : ends) {
            loads += (int) end[1];
            changes.add(new Change(end[0], loads));
        }
        return changes;
    }

    // --- how it is called

    /** Runs it for the person at the keyboard. */
    public static void main(String... args) {
        Runner.main(new Herd(), args);
    }

    @Override
    public String name() {
        return "herd";
    }

    @Override
    public String about() {
        return """
                Draws many requests for one value, with protection and without.
                Each request is a point, once for get, load and set, and once for getOrSet
                with freshFor and keepFor; below are the loads that the database has to do.
                """;
    }

    @Override
    public String options() {
        return Server.OPTION + """
                  --seconds N       seconds for each of the two, 1 to 60; else 6
                  --callers N       threads that want the value, 4 to 400; else 40
                  --connections N   loads that the database does at a time; else 8
                  --out FILE        the picture; else target/herd.svg
                """;
    }
}
