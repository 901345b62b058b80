package dev.larder.samples;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheStatistics;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import dev.larder.samples.shared.Arguments;
import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Screen;
import dev.larder.samples.shared.Server;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The first things to do with a cache, from top to bottom. */
public final class QuickStart implements Sample {
    /** What is cached: any record or bean that the serializer can write. */
    record User(String name, String email) {}

    @Override
    public void run(Arguments arguments, Screen screen) throws Exception {
        Database database = new Database(screen);

        // a server: an embedded one here, one of yours by --redis
        try (Server server = Server.of(arguments);

                // a cache knows where its keys are, how they begin, and how values are written;
                // it is safe for many threads: build it once, and close it at the end
                Cache<User> users = CacheBuilder.connectTo(server.uri())
                        .keyPrefix(Server.prefix())
                        .serializer("json")
                        .defaultTtl(Ttl.ofMinutes(10))
                        .build(User.class)) {
            users.ping(); // nothing was asked so far; this throws if the server does not answer

            screen.line("1. What is not in the cache is loaded and kept.");
            User ada = users.getOrSet("ada", () -> database.find("ada"));
            screen.line("   " + ada);

            screen.line("2. What is in the cache is not loaded again.");
            User again = users.getOrSet("ada", () -> database.find("ada"));
            screen.line("   " + again + ", for " + users.ttl("ada"));

            screen.line("3. Of several keys, only those are loaded that are missing.");
            Map<String, User> team = users.getOrSetMany(List.of("ada", "grace"), database::findAll);
            screen.line("   " + team.keySet());

            screen.line("4. A value may be served a while longer when it is old, while one caller loads.");
            LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(5)).keepFor(Ttl.ofHours(1));
            users.getOrSet("edsger", () -> database.find("edsger"), options);
            screen.line("   fresh for 5 minutes, then stale for "
                    + users.explain("edsger").grace().toMinutes());

            screen.line("5. When something changes: the database first, then the cache.");
            database.save("ada", new User("Ada", "ada@example.com"));
            users.delete("ada");
            screen.line("   " + users.getOrSet("ada", () -> database.find("ada")));

            screen.line("6. Reading without a loader gives null for what is not there.");
            @Nullable User nobody = users.get("nobody");
            screen.line("   " + nobody);

            screen.line("7. The cache has counted what it did.");
            CacheStatistics counts = users.statistics();
            screen.line("   " + counts.hits() + " hits, " + counts.misses() + " misses, " + counts.loads() + " loads, "
                    + counts.puts() + " puts");

            users.clear(); // the entries of this cache, and no others on the server
        }
    }

    /** Where values come from; it says when it is asked. */
    private static final class Database {
        private final Screen screen;
        private final Map<String, User> rows = new TreeMap<>(Map.of(
                "ada", new User("Ada", "ada@example.org"),
                "edsger", new User("Edsger", "edsger@example.org"),
                "grace", new User("Grace", "grace@example.org")));

        Database(Screen screen) {
            this.screen = screen;
        }

        User find(String id) {
            screen.line("   (the database is asked for " + id + ")");
            return Objects.requireNonNull(rows.get(id), id);
        }

        Map<String, User> findAll(Iterable<String> ids) {
            Map<String, User> found = new TreeMap<>();
            ids.forEach(id -> found.put(id, find(id)));
            return found;
        }

        void save(String id, User user) {
            rows.put(id, user);
        }
    }

    // --- how it is called

    /** Runs it for the person at the keyboard. */
    public static void main(String... args) {
        Runner.main(new QuickStart(), args);
    }

    @Override
    public String name() {
        return "quick-start";
    }

    @Override
    public String about() {
        return "The first things to do with a cache, one after the other.\n";
    }

    @Override
    public String options() {
        return Server.OPTION;
    }
}
