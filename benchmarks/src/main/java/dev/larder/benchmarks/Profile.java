package dev.larder.benchmarks;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Samples a thread that gets a value of a kilobyte again and again, and says in which stage it was met. */
final class Profile {
    /** By what it is chosen. */
    static final String NAME = "profile";

    private static final String THREAD = "getting";
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final List<String> SAMPLES = List.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

    private Profile() {}

    /** Where a call may be, in the order of a call; a frame names it, the innermost that names any. */
    enum Stage {
        KEY("key made", "internal.cache.Keyspace", ""),
        WRITE("command written", "sun.nio.ch.NioSocketImpl", "write"),
        READ("reply waited for and read", "sun.nio.ch.NioSocketImpl", "read"),
        PARSE("reply parsed", "redis.clients.jedis", ""),
        DECODE("value decoded", "internal.codec", ""),
        POOL("connection borrowed and returned", "pool", ""),
        REST("the rest", "", "");

        private final String text;
        private final String type;
        private final String method;

        Stage(String text, String type, String method) {
            this.text = text;
            this.type = type;
            this.method = method;
        }

        private static Stage of(RecordedEvent sample) {
            for (RecordedFrame frame : sample.getStackTrace().getFrames()) {
                String type = frame.getMethod().getType().getName();
                String method = frame.getMethod().getName();
                for (Stage stage : values()) {
                    boolean named = stage == POOL
                            ? type.contains("commons.pool2")
                                    || type.endsWith("ServerPool")
                                    || type.contains("Semaphore")
                            : type.contains(stage.type) && method.contains(stage.method);
                    if (named && stage != REST) {
                        return stage;
                    }
                }
            }
            return REST;
        }
    }

    /** Samples and writes a table to this folder. */
    static void write(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("get.jfr");
        long calls;
        try (RedisProcess server = RedisProcess.start();
                Cache<byte[]> cache = CacheBuilder.connectTo(server.uri())
                        .serializer(new RawBytes())
                        .build(byte[].class);
                Recording recording = new Recording()) {
            cache.set("key", new byte[1_000]);
            getFor(cache, WARM_UP);
            SAMPLES.forEach(name -> recording.enable(name).withPeriod(Duration.ofMillis(1)));
            recording.start();
            calls = getFor(cache, LONG_ENOUGH);
            recording.stop();
            recording.dump(file);
        }
        String table = table(file, LONG_ENOUGH.toNanos() / 1e3 / calls);
        Files.writeString(folder.resolve("profile.md"), table);
        System.out.println(table);
    }

    private static long getFor(Cache<byte[]> cache, Duration time) throws InterruptedException {
        long[] calls = {0};
        Thread thread = new Thread(
                () -> {
                    long end = System.nanoTime() + time.toNanos();
                    while (System.nanoTime() - end < 0) {
                        if (cache.get("key") == null) {
                            throw new IllegalStateException("the value is gone");
                        }
                        calls[0]++;
                    }
                },
                THREAD);
        thread.start();
        thread.join();
        return calls[0];
    }

    private static String table(Path file, double micros) throws IOException {
        Map<Stage, Integer> samples = new EnumMap<>(Stage.class);
        int all = 0;
        try (RecordingFile recorded = new RecordingFile(file)) {
            while (recorded.hasMoreEvents()) {
                RecordedEvent event = recorded.readEvent();
                if (SAMPLES.contains(event.getEventType().getName())
                        && event.getThread("sampledThread").getJavaName().equals(THREAD)) {
                    samples.merge(Stage.of(event), 1, Integer::sum);
                    all++;
                }
            }
        }
        StringBuilder table = new StringBuilder(
                "| stage of a get of 1 kB | share | µs of %.1f |\n|---|---:|---:|\n".formatted(micros));
        for (Stage stage : Stage.values()) {
            double share = (double) samples.getOrDefault(stage, 0) / all;
            table.append("| %s | %.1f %% | %.2f |\n".formatted(stage.text, 100 * share, micros * share));
        }
        return table.append("\nfrom ").append(all).append(" samples\n").toString();
    }
}
