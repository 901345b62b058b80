package dev.larder.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.EntryInfo;
import dev.larder.Resilience;
import dev.larder.ValueFormat;
import dev.larder.samples.shared.Arguments;
import dev.larder.samples.shared.Failure;
import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Screen;
import dev.larder.samples.shared.Server;
import dev.larder.samples.shared.Table;
import dev.larder.samples.shared.Units;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Moves a cache of django-redis-cache to Larder while it is used: read it as it is, then write it anew. */
public final class FromDjango implements Sample {
    // The settings there:
    //     SERIALIZER_CLASS redis_cache.serializers.JSONSerializer
    //     COMPRESSOR_CLASS redis_cache.compressors.ZLibCompressor
    //     KEY_PREFIX       site
    //     VERSION          1
    private static final String PREFIX = "site";

    @Override
    public void run(Arguments arguments, Screen screen) throws Exception {
        int copies = arguments.number("--copies", 200, 1, 5_000);
        Stored stored = Stored.byDjango();
        try (RedisProcess server = Server.started(RedisProcess::start);
                RawRedis raw = server.raw()) {

            screen.line("1. What Django left: " + stored.values.size() + " values, each " + copies + " times,");
            screen.line("   written by " + stored.origin);
            Map<String, Object> expected = stored.putInto(raw, copies);
            show(screen, raw, "dict_nested-0", "int_42-0");
            screen.line("");

            // whatever is missing here is missing, and not just late
            CacheBuilder site = CacheBuilder.connectTo(server.uri())
                    .resilience(Resilience.throwOnOutage())
                    .connectTimeout(Duration.ofSeconds(10))
                    .socketTimeout(Duration.ofSeconds(10))
                    .keyPrefix(PREFIX)
                    .version(1)
                    .serializer("json")
                    .compressor("zlib");

            screen.line("2. While Django still runs: a cache in the format PLAIN");
            try (Cache<Object> plain = site.valueFormat(ValueFormat.PLAIN).build(Object.class)) {
                screen.line("   read: " + same(expected, plain) + " are what they are in Python");
                plain.set("greeting", "from Java, for Python");
                show(screen, raw, "greeting");
                plain.delete("greeting");
                screen.line("");
            }

            screen.line("3. When the last Python process is gone: the default format, ENVELOPE");
            try (Cache<Object> cache = site.valueFormat(ValueFormat.ENVELOPE).build(Object.class)) {
                screen.line("   read as it is: " + same(expected, cache) + " are what they are in Python");
                EntryInfo before = cache.explain("dict_nested-0");
                rewrite(screen, cache, expected.size());
                EntryInfo after = cache.explain("dict_nested-0");
                show(screen, raw, "dict_nested-0");
                screen.line("   read anew: " + same(expected, cache) + " are what they were in Python");
                Table table = new Table(-16, 14, 14);
                screen.line("");
                screen.line("   " + table.row("dict_nested-0", "before", "after"));
                screen.line("   " + table.rule());
                screen.line(
                        "   " + table.row("bytes in Redis", count(before.storedBytes()), count(after.storedBytes())));
                screen.line("   " + table.row("as JSON", count(before.rawBytes()), count(after.rawBytes())));
                screen.line("   " + table.row("compressed by", compressor(before), compressor(after)));
                screen.line("   " + table.row("still lives for", life(before), life(after)));
                cache.clear();
            }
            screen.line("");
            screen.line("All " + Units.count(expected.size()) + " values moved, none was lost or changed.");
        }
    }

    /** How far it is, how fast it goes and how long it takes: the rate is the caller's to compute. */
    private static void rewrite(Screen screen, Cache<Object> cache, int entries) {
        long start = System.nanoTime();
        LongAdder updates = new LongAdder();
        long rewritten = cache.rewriteAll((done, total) -> {
            double seconds = (System.nanoTime() - start) / 1e9;
            double rate = done / seconds;
            screen.progress(
                    "   rewriteAll",
                    done,
                    total,
                    ", " + Units.count(Math.round(rate)) + " a second, "
                            + Math.round((total - done) / Math.max(rate, 1)) + " s to go");
            updates.increment();
        });
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        screen.line("   rewriteAll: " + Units.count(rewritten) + " entries in " + Units.time(time) + ", "
                + Units.rate(rewritten, time) + " a second");
        screen.line("   (the bar was updated " + updates.sum() + " times)");
        check(rewritten == entries, rewritten + " entries were rewritten of " + entries);
    }

    private static String same(Map<String, Object> expected, Cache<Object> cache) {
        Map<String, Object> found = cache.getMany(expected.keySet());
        expected.forEach((key, value) -> check(
                value.equals(found.get(key)), key + " is " + found.get(key) + " here and " + value + " in Python"));
        return Units.count(found.size()) + " of " + Units.count(expected.size());
    }

    private static String count(long bytes) {
        return bytes == 0 ? "unknown" : Units.count(bytes);
    }

    private static String compressor(EntryInfo info) {
        return Objects.requireNonNullElse(info.compressor(), "none");
    }

    private static String life(EntryInfo info) {
        return info.ttl() == null
                ? "no entry"
                : Units.time(Objects.requireNonNull(info.ttl()).duration());
    }

    private static void show(Screen screen, RawRedis raw, String... keys) {
        for (String key : keys) {
            byte[] bytes = Objects.requireNonNull(raw.get(PREFIX + ":1:" + key), key);
            screen.line("   " + PREFIX + ":1:" + key + " has " + bytes.length + " bytes: " + visible(bytes));
        }
    }

    private static String visible(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            text.append(each > ' ' && each <= '~' ? (char) each : '.');
            if (text.length() == 24) {
                return text + "...";
            }
        }
        return text.toString();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Failure("The cache did not do what it promises: " + otherwise, null);
        }
    }

    /** Values as django-redis-cache itself has stored them, byte for byte, and what they mean. */
    private record Stored(String origin, List<Map<String, Object>> values) {
        @SuppressWarnings("unchecked") // the file beside this class has this form
        static Stored byDjango() throws IOException {
            try (InputStream file = FromDjango.class.getResourceAsStream("django-redis-cache.json")) {
                byte[] json =
                        Objects.requireNonNull(file, "django-redis-cache.json").readAllBytes();
                Map<String, Object> all = (Map<String, Object>)
                        Objects.requireNonNull(new JsonSerializer().deserialize(json, Object.class));
                Map<String, Object> origin = (Map<String, Object>) Objects.requireNonNull(all.get("made_with"));
                return new Stored(
                        "django-redis-cache " + origin.get("django-redis-cache") + ",\n   Python "
                                + origin.get("python") + ", redis-py " + origin.get("redis-py"),
                        (List<Map<String, Object>>) Objects.requireNonNull(all.get("values")));
            }
        }

        /** Writes them past Larder, and returns what a cache should find. */
        Map<String, Object> putInto(RawRedis raw, int copies) {
            Map<String, Object> expected = new LinkedHashMap<>();
            for (Map<String, Object> each : values) {
                byte[] bytes = Base64.getDecoder().decode((String) each.get("stored"));
                for (int copy = 0; copy < copies; copy++) {
                    String key = each.get("key") + "-" + copy;
                    raw.command(ascii("SET"), ascii(PREFIX + ":1:" + key), bytes, ascii("EX"), ascii("3600"));
                    expected.put(key, Objects.requireNonNull(each.get("value")));
                }
            }
            return expected;
        }

        private static byte[] ascii(String text) {
            return text.getBytes(UTF_8);
        }
    }

    // --- how it is called

    /** Runs it for the person at the keyboard. */
    public static void main(String... args) {
        Runner.main(new FromDjango(), args);
    }

    @Override
    public String name() {
        return "django";
    }

    @Override
    public String about() {
        return """
                Reads what django-redis-cache has stored, and rewrites it.
                A progress bar shows how far it is and how fast it goes.
                The server is an embedded one, for its entries are written past the cache.
                """;
    }

    @Override
    public String options() {
        return """
                  --copies N    how often each value is stored, 1 to 5000; else 200
                """;
    }
}
