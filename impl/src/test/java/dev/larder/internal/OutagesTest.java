package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import dev.larder.testkit.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever befalls a server, callers get the answers of the page on outages, and the server is used again by itself. */
@Timeout(120)
class OutagesTest {
    private static final int CALLS = 40;
    private static final int CALLS_KEPT_OFF = 2_000;
    private static final Path PAGE = Path.of("..", "docs", "outages.md");
    private static final List<String> TABLE = new ArrayList<>(List.of(
            "| fault | `get` | `set` | `getOrSet` of a new key | `increment` | first call | median | slowest | `get` kept off, p99 | used again after |",
            "|---|---|---|---|---|--:|--:|--:|--:|--:|"));

    /** A server that something happens to, the way to it, and one who was connected before. */
    record Scene(
            RedisProcess server,
            TcpProxy way,
            RawRedis admin,
            @Nullable TlsFiles files) implements AutoCloseable {
        static Scene start(boolean encrypted) {
            TlsFiles files = encrypted ? TlsFiles.ofAuthority() : null;
            RedisProcess server =
                    (files == null ? RedisProcess.onTcp() : RedisProcess.onTcp().tls(files)).start();
            return new Scene(server, TcpProxy.to(server.port()), server.raw(), files);
        }

        TlsFiles tls() {
            return Objects.requireNonNull(files, "not encrypted");
        }

        void config(String name, String value) {
            admin.text("CONFIG", "SET", name, value);
        }

        /** Ends the connections of the others. */
        void disconnect() {
            admin.command("CLIENT", "KILL", "SKIPME", "yes");
        }

        @Override
        public void close() {
            admin.close();
            way.close();
            server.close();
            if (files != null) {
                files.close();
            }
        }
    }

    /** Something that is done to a server, or to the way to it. */
    interface Step {
        void in(Scene scene);
    }

    /** What befalls a server, whether it still answers reads and takes writes, and how it is well again. */
    record Fault(String name, boolean reads, boolean writes, Step strike, Step heal) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("none", true, true, scene -> {}, scene -> {}),
                new Fault("killed", false, false, scene -> scene.server.kill(), scene -> scene.server.restart()),
                new Fault("frozen", false, false, scene -> scene.server.freeze(), scene -> scene.server.thaw()),
                new Fault(
                        "slow, 50 ms a reply",
                        true,
                        true,
                        scene -> scene.way.delay(Duration.ofMillis(50)),
                        scene -> scene.way.pass()),
                new Fault("half open", false, false, scene -> scene.way.stall(), scene -> scene.way.pass()),
                new Fault("cut", false, false, scene -> scene.way.reset(), scene -> scene.way.pass()),
                new Fault("full (OOM)", true, false, scene -> scene.server.fill(), scene -> scene.server.makeRoom()),
                new Fault(
                        "demoted (READONLY)",
                        true,
                        false,
                        scene -> scene.server.readOnly(),
                        scene -> scene.server.writable()),
                new Fault("loading (LOADING)", false, false, OutagesTest::reload, scene -> scene.server.restart()),
                new Fault(
                        "cannot save (MISCONF)",
                        true,
                        false,
                        OutagesTest::breakSaving,
                        scene -> scene.config("stop-writes-on-bgsave-error", "no")),
                new Fault(
                        "max clients",
                        false,
                        false,
                        scene -> {
                            scene.config("maxclients", "1");
                            scene.disconnect();
                        },
                        scene -> scene.config("maxclients", "100")),
                new Fault(
                        "password changed",
                        false,
                        false,
                        scene -> {
                            scene.config("requirepass", "new");
                            scene.disconnect();
                        },
                        scene -> scene.config("requirepass", "")),
                new Fault(
                        "certificate expired",
                        false,
                        false,
                        scene -> {
                            scene.config("tls-cert-file", scene.tls().expired().toString());
                            scene.disconnect();
                        },
                        scene -> scene.config(
                                "tls-cert-file", scene.tls().certificate().toString())));
    }

    private static void reload(Scene scene) {
        // between a megabyte and the next it answers
        scene.config("rdbcompression", "no");
        for (int i = 0; i < 60; i++) {
            scene.admin.command("SET", "large:" + i, "x".repeat(1 << 20));
        }
        scene.config("key-load-delay", "150000");
        Thread reload = new Thread(() -> {
            try (RawRedis other = scene.server.raw()) {
                other.command("DEBUG", "RELOAD");
            } catch (UncheckedIOException over) {
                // the server was started anew first
                return;
            }
        });
        reload.setDaemon(true);
        reload.start();
        until(() -> String.valueOf(scene.admin.text("INFO", "persistence")).contains("loading:1"));
    }

    private static void breakSaving(Scene scene) {
        try {
            Path folder = Files.createTempDirectory("larder-gone");
            scene.config("save", "3600 1");
            scene.config("dir", folder.toString());
            Files.delete(folder);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        scene.admin.text("BGSAVE");
        until(() -> String.valueOf(scene.admin.text("INFO", "persistence")).contains("rdb_last_bgsave_status:err"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void callers_get_what_the_page_says_and_the_server_is_used_again(Fault fault) throws Exception {
        boolean encrypted = fault.name.startsWith("certificate");
        try (Scene scene = Scene.start(encrypted);
                Cache<Long> cache = cache(scene, encrypted)) {
            cache.set("there", 1L);
            cache.set("number", 1L);
            fault.strike.in(scene);

            List<Long> nanos = new ArrayList<>();
            List<Long> gets = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                gets.add(timed(nanos, () -> cache.get("there")));
            }
            assertThat(gets).containsOnly(fault.reads ? 1L : null);
            long dropped = cache.statistics().dropped();
            timed(nanos, () -> {
                cache.set("set", 2L);
                return 0L;
            });
            boolean wasSet = cache.statistics().dropped() == dropped;
            assertThat(wasSet).isEqualTo(fault.writes);
            assertThat(timed(nanos, () -> cache.getOrSet("new", () -> 3L))).isEqualTo(3L);
            boolean counted = counts(cache, nanos);
            assertThat(counted).isEqualTo(fault.writes);
            assertThat(cache.delete("there")).isEqualTo(fault.writes || deletesWhenFull(fault));
            assertThat(cache.get("there")).isNull();
            String keptOff = fault.reads ? "" : millis(p99WhileKeptOff(cache));

            fault.heal.in(scene);
            long healed = System.nanoTime();
            until(() -> comesThrough(cache));
            Duration back = Duration.ofNanos(System.nanoTime() - healed);
            assertThat(back)
                    .as("a second, on a machine with nothing else to do")
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(cache.get("there")).as("what was deleted meanwhile").isNull();
            until(() -> cache.statistics().journalLength() == 0);
            tell(fault, wasSet, counted, nanos, keptOff, back);
        }
    }

    /** Each of these would take 500 ms without a breaker, of some faults. */
    private static long p99WhileKeptOff(Cache<Long> cache) throws Exception {
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < CALLS_KEPT_OFF; i++) {
            timed(nanos, () -> cache.get("number"));
        }
        return nanos.stream()
                .sorted()
                .skip(CALLS_KEPT_OFF * 99 / 100)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_page_on_outages_tells_of_every_fault() throws IOException {
        List<String> told = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith("| fault |"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> line.split("\\|", -1)[1].strip())
                .toList();
        assertThat(told)
                .containsExactlyElementsOf(faults().stream().map(Fault::name).toList());
    }

    private static Cache<Long> cache(Scene scene, boolean encrypted) {
        CacheBuilder builder = CacheBuilder.connectTo("127.0.0.1:" + scene.way.port())
                .serializer("json")
                .connectTimeout(Duration.ofMillis(500))
                .socketTimeout(Duration.ofMillis(500));
        return (encrypted ? builder.tls(scene.tls().context()) : builder).build(Long.class);
    }

    private static boolean deletesWhenFull(Fault fault) {
        return fault.name.startsWith("full");
    }

    private static <R> R timed(List<Long> nanos, Callable<R> call) throws Exception {
        long start = System.nanoTime();
        try {
            return call.call();
        } finally {
            nanos.add(System.nanoTime() - start);
        }
    }

    private static boolean counts(Cache<Long> cache, List<Long> nanos) throws Exception {
        try {
            return timed(nanos, () -> cache.increment("number")) > 1;
        } catch (CacheUnavailableException away) {
            return false;
        }
    }

    private static boolean comesThrough(Cache<Long> cache) {
        cache.set("back", 4L);
        return Long.valueOf(4).equals(cache.get("back"));
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come true").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void tell(
            Fault fault, boolean wasSet, boolean counted, List<Long> nanos, String keptOff, Duration back)
            throws IOException {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        String what = String.format(
                Locale.ROOT,
                "| %s | %s | %s | loaded%s | %s |",
                fault.name,
                fault.reads ? "its value" : "null",
                wasSet ? "done" : "dropped",
                fault.writes ? " and stored" : "",
                counted ? "counts" : "throws");
        TABLE.add(String.format(
                Locale.ROOT,
                "%s %s | %s | %s | %s | %s |",
                what,
                millis(nanos.get(0)),
                millis(sorted[sorted.length / 2]),
                millis(sorted[sorted.length - 1]),
                keptOff,
                fault.name.equals("none") ? "" : millis(back.toNanos())));
        assertThat(PAGE).content().contains("\n" + what);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }

    @AfterAll
    static void print() {
        TABLE.forEach(System.out::println);
    }
}
