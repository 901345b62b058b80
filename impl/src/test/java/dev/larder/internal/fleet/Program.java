package dev.larder.internal.fleet;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A program whose threads all ask for one key at once, and tell what they got: {@code port threads loadMillis lockMillis
 * value}. It says {@code ready}, waits for a line, says {@code loading} when it loads, {@code refused} when its value was not
 * stored, and {@code got VALUE} or {@code failed EXCEPTION} for each thread. With the value {@link #BROKEN} its loader throws.
 */
final class Program {
    static final String KEY = "k";
    static final String LOADS = "loads";
    static final String BROKEN = "broken";

    private final int port;
    private final int threads;
    private final long loadMillis;
    private final Duration lockFor;
    private final String value;

    private Program(String[] args) {
        this.port = Integer.parseInt(args[0]);
        this.threads = Integer.parseInt(args[1]);
        this.loadMillis = Long.parseLong(args[2]);
        this.lockFor = Duration.ofMillis(Long.parseLong(args[3]));
        this.value = args[4];
    }

    /** Runs one. */
    public static void main(String[] args) throws Exception {
        new Program(args).run();
    }

    private void run() throws Exception {
        ExecutorService all = Executors.newFixedThreadPool(threads);
        try (Cache<String> cache = cache(port)) {
            cache.get("warm");
            say("ready");
            awaitWord();
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                answers.add(all.submit(() -> cache.getOrSet(
                        KEY, this::load, LoadOptions.freshFor(Ttl.ofMinutes(5)).lockFor(lockFor))));
            }
            for (Future<String> each : answers) {
                try {
                    say("got " + each.get());
                } catch (ExecutionException failed) {
                    say("failed " + failed.getCause());
                }
            }
        } finally {
            all.shutdownNow();
        }
    }

    static Cache<String> cache(int port) {
        return builder(port).build(String.class);
    }

    /** A cache of numbers in the same place. */
    static Cache<Long> numbers(int port) {
        return builder(port).build(Long.class);
    }

    private static CacheBuilder builder(int port) {
        return CacheBuilder.connectTo("127.0.0.1:" + port)
                .keyPrefix("fleet")
                .serializer("json")
                .socketTimeout(Duration.ofSeconds(20))
                .listener(new CacheListener() {
                    @Override
                    public void onCommitRejected(String key) {
                        say("refused");
                    }
                });
    }

    private String load() throws InterruptedException {
        try (RawRedis raw = RawRedis.tcp(port)) {
            raw.text("INCR", LOADS);
        }
        say("loading");
        Thread.sleep(loadMillis);
        if (value.equals(BROKEN)) {
            throw new IllegalStateException(BROKEN);
        }
        return value;
    }

    private static void awaitWord() throws IOException {
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }

    private static void say(String word) {
        synchronized (System.out) {
            System.out.println(word);
            System.out.flush();
        }
    }
}
