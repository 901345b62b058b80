package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.RedisUri;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.OutageKind;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import redis.clients.jedis.Protocol.Command;

/** More callers than connections: whoever has one asks for the others too. */
@Timeout(60)
class CombiningTest {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final int CALLERS = 20;

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @BeforeEach
    void clear() {
        try (RawRedis raw = REDIS.raw()) {
            raw.command("FLUSHALL");
        }
    }

    private static CacheBuilder one(CacheBuilder builder) {
        return builder.pool(Pool.ofMax(1).maxWait(Duration.ofSeconds(30)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static EntryKey key(String name) {
        return EntryKey.of(bytes(name), bytes("lease of " + name));
    }

    /** A store, the only connection of which somebody may hold. */
    private static final class Held implements AutoCloseable {
        private final ServerPool pool;
        private final JedisStore store;
        private final CountDownLatch enough = new CountDownLatch(1);
        private @Nullable Thread holder;

        Held(String uri, UnaryOperator<CacheBuilder> how) {
            pool = new ServerPool(RedisUri.parse(uri), TestSettings.of(uri, how));
            store = new JedisStore("held", pool);
        }

        void hold() {
            CountDownLatch holding = new CountDownLatch(1);
            holder = new Thread(() -> pool.run("hold", connection -> {
                holding.countDown();
                awaitUninterruptibly(enough);
                return true;
            }));
            holder.start();
            awaitUninterruptibly(holding);
        }

        /** Calls on a thread of its own, and returns once it waits. */
        <R extends @Nullable Object> CompletableFuture<R> waiting(Supplier<R> call) {
            int before = waiting();
            CompletableFuture<R> result = CompletableFuture.supplyAsync(call, task -> new Thread(task).start());
            while (waiting() == before && !result.isDone()) {
                LockSupport.parkNanos(1_000_000);
            }
            return result;
        }

        int waiting() {
            return store.servers().findFirst().orElseThrow().waitingCallers();
        }

        void letGo() {
            enough.countDown();
        }

        @Override
        public void close() {
            letGo();
            if (holder != null) {
                try {
                    holder.join();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
            assertThat(pool.active()).isZero();
            assertThat(waiting()).isZero();
            store.close();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** How many times the server has read from a connection. */
    private static long reads() {
        try (RawRedis raw = REDIS.raw()) {
            return Objects.requireNonNull(raw.text("INFO", "stats"))
                    .lines()
                    .filter(line -> line.startsWith("total_reads_processed:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void who_waits_is_asked_for_together_and_gets_its_own_answer() throws Exception {
        try (Held held = new Held(REDIS.uri(), CombiningTest::one)) {
            for (int i = 0; i < CALLERS; i += 2) {
                held.store.set(key("k" + i), bytes("v" + i), 60_000);
            }
            held.hold();
            List<CompletableFuture<byte @Nullable []>> gets = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                EntryKey key = key("k" + i);
                gets.add(held.waiting(() -> held.store.get(key)));
            }
            assertThat(held.waiting()).isEqualTo(CALLERS);
            long before = reads();
            held.letGo();
            for (int i = 0; i < CALLERS; i++) {
                assertThat(gets.get(i).join()).isEqualTo(i % 2 == 0 ? bytes("v" + i) : null);
            }
            // one for all of them, and those of who asks how many there were
            assertThat(reads() - before).isLessThan(CALLERS / 2);
        }
    }

    @Test
    void scripts_are_asked_for_together() throws Exception {
        try (Held held = new Held(REDIS.uri(), CombiningTest::one)) {
            held.store.set(key("n"), bytes("0"), 60_000);
            add(held.store);
            assertThat(countWhileHeld(held, 1)).isLessThan(CALLERS / 2);
        }
    }

    @Test
    void who_is_told_that_the_server_does_not_know_a_script_brings_it() throws Exception {
        try (Held held = new Held(REDIS.uri(), CombiningTest::one);
                RawRedis raw = REDIS.raw()) {
            held.store.set(key("n"), bytes("0"), 60_000);
            raw.command("SCRIPT", "FLUSH");
            countWhileHeld(held, 0);
        }
    }

    @Test
    void who_may_run_no_scripts_takes_steps_however_many_wait() throws Exception {
        try (RawRedis raw = REDIS.raw()) {
            raw.command("ACL", "SETUSER", "scriptless", "on", ">secret", "~*", "+@all", "-@scripting");
            try (Held held = new Held(REDIS.uri(), builder -> one(builder).credentials("scriptless", "secret"))) {
                held.store.set(key("n"), bytes("0"), 60_000);
                countWhileHeld(held, 0);
            } finally {
                raw.command("ACL", "DELUSER", "scriptless");
            }
        }
    }

    /** Many that wait add one each, and none is lost or counted twice; says how many times the server has read. */
    private static long countWhileHeld(Held held, long from) {
        held.hold();
        List<CompletableFuture<OptionalLong>> counts = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            counts.add(held.waiting(() -> add(held.store)));
        }
        long before = reads();
        held.letGo();
        assertThat(counts.stream().map(count -> count.join().orElseThrow()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(from + 1, from + CALLERS).boxed().toList());
        return reads() - before;
    }

    private static OptionalLong add(JedisStore store) {
        return store.increment(key("n"), 1, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Test
    void what_is_wrong_with_one_question_is_told_to_its_caller_alone() throws Exception {
        try (Held held = new Held(REDIS.uri(), CombiningTest::one);
                RawRedis raw = REDIS.raw()) {
            raw.command("RPUSH", "list", "element");
            held.store.set(key("k"), bytes("v"), 60_000);
            held.hold();
            CompletableFuture<byte @Nullable []> before =
                    held.<byte @Nullable []>waiting(() -> held.store.get(key("k")));
            CompletableFuture<byte @Nullable []> wrong =
                    held.<byte @Nullable []>waiting(() -> held.store.get(key("list")));
            CompletableFuture<Object> alsoWrong = held.waiting(() -> held.store.read(key("list")));
            CompletableFuture<Boolean> added = held.waiting(() -> held.store.add(key("k"), bytes("other"), 60_000));
            CompletableFuture<Boolean> deleted = held.waiting(() -> held.store.delete(key("k")));
            CompletableFuture<Long> ttl = held.waiting(() -> held.store.ttl(bytes("k")));
            held.letGo();
            assertThat(before.join()).isEqualTo(bytes("v"));
            assertThatThrownBy(wrong::join).hasCauseInstanceOf(UnfitEntryException.class);
            assertThatThrownBy(alsoWrong::join).hasCauseInstanceOf(UnfitEntryException.class);
            assertThat(added.join()).isFalse();
            assertThat(deleted.join()).isTrue();
            assertThat(ttl.join()).isEqualTo(Store.ABSENT);
        }
    }

    @Test
    void when_a_connection_breaks_reads_are_repeated_and_changes_are_not() throws Exception {
        try (TcpProxy way = TcpProxy.to(REDIS.port());
                Held held = new Held("127.0.0.1:" + way.port(), CombiningTest::one)) {
            held.store.set(key("k"), bytes("v"), 60_000);
            held.hold();
            List<CompletableFuture<byte @Nullable []>> gets = new ArrayList<>();
            List<CompletableFuture<Boolean>> deletes = new ArrayList<>();
            for (int i = 0; i < CALLERS / 2; i++) {
                EntryKey other = key("other" + i);
                gets.add(held.waiting(() -> held.store.get(key("k"))));
                deletes.add(held.waiting(() -> held.store.delete(other)));
            }
            way.killConnections();
            held.letGo();
            for (CompletableFuture<byte @Nullable []> each : gets) {
                assertThat(each.join()).isEqualTo(bytes("v"));
            }
            long failed = deletes.stream()
                    .filter(each -> each.handle((done, fault) -> {
                                if (fault != null) {
                                    assertThat(fault.getCause()).isInstanceOf(CacheUnavailableException.class);
                                }
                                return fault != null;
                            })
                            .join())
                    .count();
            assertThat(failed).as("those on the connection that broke").isPositive();
            assertThat(held.store.get(key("k"))).isEqualTo(bytes("v"));
        }
    }

    @Test
    void who_is_interrupted_while_it_waits_leaves_and_keeps_its_flag() throws Exception {
        try (Held held = new Held(REDIS.uri(), CombiningTest::one)) {
            held.store.set(key("k"), bytes("v"), 60_000);
            held.hold();
            CompletableFuture<Thread> who = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            CompletableFuture<byte @Nullable []> leaving = held.<byte @Nullable []>waiting(() -> {
                who.complete(Thread.currentThread());
                try {
                    return held.store.get(key("k"));
                } finally {
                    flag.complete(Thread.currentThread().isInterrupted());
                }
            });
            CompletableFuture<byte @Nullable []> staying =
                    held.<byte @Nullable []>waiting(() -> held.store.get(key("k")));
            who.join().interrupt();
            assertThatThrownBy(leaving::join)
                    .hasCauseInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("interrupted while it waited for a connection");
            assertThat(flag.join()).isTrue();
            assertThat(held.waiting()).isEqualTo(1);
            held.letGo();
            assertThat(staying.join()).isEqualTo(bytes("v"));
        }
    }

    @Test
    void who_waits_in_vain_is_told_how_long_and_for_what() throws Exception {
        try (Held held = new Held(REDIS.uri(), b -> b.pool(Pool.ofMax(1).maxWait(Duration.ofMillis(100))))) {
            held.hold();
            assertThatThrownBy(() -> held.store.get(key("k")))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("'get'")
                    .hasMessageContaining("no connection was free (active=1, idle=0, waiting=0, max=1)");
        }
    }

    @Test
    void nobody_waits_longer_for_another_to_ask_than_for_a_reply() throws Exception {
        try (RedisProcess server = RedisProcess.start();
                Held held = new Held(
                        server.uri(),
                        b -> b.socketTimeout(Duration.ofMillis(300))
                                .pool(Pool.ofMax(1).maxWait(Duration.ofSeconds(30))))) {
            held.store.set(key("k"), bytes("v"), 60_000);
            held.hold();
            List<CompletableFuture<byte @Nullable []>> gets = IntStream.range(0, CALLERS)
                    .mapToObj(i -> held.<byte @Nullable []>waiting(() -> held.store.get(key("k"))))
                    .toList();
            server.freeze();
            held.letGo();
            for (CompletableFuture<byte @Nullable []> each : gets) {
                assertThatThrownBy(each::join)
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(CacheUnavailableException.class)
                        .hasMessageContaining("did not answer in time");
            }
            server.thaw();
        }
    }

    @Test
    void who_is_asked_for_in_vain_counts_it_as_silence_of_the_server() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        Question<Long> slow = new Question<>() {
            @Override
            void write(RedisConnection connection) {
                connection.write(Commands.command(Command.EXISTS, bytes("k")));
            }

            @Override
            Long read(RedisConnection connection) {
                awaitUninterruptibly(read);
                return Replies.number(connection.reply());
            }
        };
        try (Held held = new Held(REDIS.uri(), b -> one(b).socketTimeout(Duration.ofMillis(200)))) {
            held.hold();
            CompletableFuture<Long> leader = held.waiting(() -> held.pool.look("slow", slow));
            CompletableFuture<byte @Nullable []> other =
                    held.<byte @Nullable []>waiting(() -> held.store.get(key("k")));
            held.letGo();
            assertThatThrownBy(() -> other.get(15, TimeUnit.SECONDS))
                    .as("long before its time for a place is over")
                    .hasMessageContaining("did not answer in time")
                    .extracting(fault ->
                            JedisStore.kindOf((CacheUnavailableException) Objects.requireNonNull(fault.getCause())))
                    .isEqualTo(OutageKind.SILENT);
            read.countDown();
            assertThat(leader.join()).isZero();
        }
    }

    /** Two commands, of whose replies it reads one. */
    private static final class Fatal extends Question<Long> {
        @Override
        void write(RedisConnection connection) {
            connection.write(Commands.command(Command.EXISTS, bytes("k")));
            connection.write(Commands.command(Command.EXISTS, bytes("k")));
        }

        @Override
        Long read(RedisConnection connection) {
            connection.reply();
            throw new OutOfMemoryError("only pretended");
        }
    }

    @Test
    void after_an_error_of_the_jvm_nobody_gets_the_reply_of_another() throws Exception {
        for (int before = 0; before < 2; before++) {
            try (Held held = new Held(REDIS.uri(), b -> one(b).socketTimeout(Duration.ofSeconds(30)))) {
                held.store.set(key("k"), bytes("v"), 60_000);
                held.hold();
                List<CompletableFuture<Boolean>> found = new ArrayList<>();
                for (int i = 0; i < before; i++) {
                    found.add(held.waiting(() -> held.store.exists(bytes("k"))));
                }
                CompletableFuture<Long> fatal = held.waiting(() -> held.pool.look("fatal", new Fatal()));
                List<CompletableFuture<Boolean>> absent = IntStream.range(0, CALLERS)
                        .mapToObj(i -> held.waiting(() -> held.store.exists(bytes("absent"))))
                        .toList();
                held.letGo();
                assertThatThrownBy(fatal::join)
                        .as("it may have been asked for by another")
                        .cause()
                        .isInstanceOfAny(OutOfMemoryError.class, CacheUnavailableException.class);
                int failed = 0;
                for (CompletableFuture<Boolean> each : absent) {
                    try {
                        assertThat(each.join()).isFalse();
                    } catch (CompletionException fault) {
                        assertThat(fault).hasMessageContaining("has come to grief");
                        failed++;
                    }
                }
                assertThat(failed).as("those asked together with it").isPositive();
                for (CompletableFuture<Boolean> each : found) {
                    assertThatThrownBy(each::join).as("who asked for it").hasCauseInstanceOf(OutOfMemoryError.class);
                }
                assertThat(held.store.get(key("k"))).isEqualTo(bytes("v"));
            }
        }
    }

    @Test
    void who_asks_for_a_slot_that_moves_does_so_alone() throws Exception {
        for (boolean first : new boolean[] {true, false}) {
            try (Held held = new Held(REDIS.uri(), CombiningTest::one)) {
                held.store.set(key("k"), bytes("v"), 60_000);
                held.hold();
                List<CompletableFuture<byte @Nullable []>> asking = new ArrayList<>();
                List<CompletableFuture<byte @Nullable []>> gets = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    if (i % 2 == 0 == first) {
                        asking.add(held.waiting(() -> held.store.asking().get(key("k"))));
                    } else {
                        gets.add(held.waiting(() -> held.store.get(key("k"))));
                    }
                }
                held.letGo();
                for (CompletableFuture<byte @Nullable []> each : gets) {
                    assertThat(each.join()).isEqualTo(bytes("v"));
                }
                for (CompletableFuture<byte @Nullable []> each : asking) {
                    assertThatThrownBy(each::join)
                            .as("this server is in no cluster")
                            .hasMessageContaining("cluster support disabled");
                }
            }
        }
    }

    @Test
    void who_waits_when_the_cache_is_closed_is_told_so_at_once() throws Exception {
        UnaryOperator<CacheBuilder> patient =
                builder -> builder.pool(Pool.ofMax(1).maxWait(Duration.ofMinutes(5)));
        try (Held held = new Held(REDIS.uri(), patient)) {
            held.hold();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(
                        i % 2 == 0
                                ? held.waiting(() -> held.store.get(key("k")))
                                : held.waiting(() -> held.store.getMany(List.of(key("k")))));
            }
            held.store.close();
            // though nothing becomes free
            for (CompletableFuture<?> each : calls) {
                assertThatThrownBy(() -> each.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("the cache is closed");
            }
        }
    }

    @Test
    void a_large_value_goes_alone() throws Exception {
        try (Held held = new Held(REDIS.uri(), CombiningTest::one)) {
            byte[] large = new byte[17 << 10];
            held.hold();
            Questions.Change set =
                    new Questions.Change(key("k"), Commands.set(bytes("k"), large, 60_000), large.length);
            CompletableFuture<Boolean> alone = held.waiting(() -> {
                held.store.set(key("large"), large, 60_000);
                return true;
            });
            Turns turns = new Turns(1);
            assertThat(turns.mayJoin(set)).isFalse();
            held.letGo();
            assertThat(alone.join()).isTrue();
            assertThat(held.store.get(key("large"))).isEqualTo(large);
        }
    }

    @Test
    void where_large_values_are_usual_reads_go_alone_until_they_are_not() {
        Turns turns = new Turns(1);
        Questions.Get get = new Questions.Get(bytes("k"));
        assertThat(turns.mayJoin(get)).isTrue();
        for (int i = 0; i < 10; i++) {
            turns.answered(get, new byte[17 << 10]);
        }
        assertThat(turns.mayJoin(get)).isFalse();
        assertThat(turns.mayJoin(new Questions.Counted(Command.PTTL, bytes("k"))))
                .isTrue();
        for (int i = 0; i < 1_000; i++) {
            turns.answered(get, i % 100 == 0 ? new byte[1 << 20] : new byte[100]);
        }
        assertThat(turns.mayJoin(get)).as("one in a hundred is not usual").isTrue();
    }

    @Test
    void up_to_as_many_callers_as_connections_none_waits_for_another() {
        Turns turns = new Turns(8);
        for (int i = 0; i < 8; i++) {
            turns.enter();
            assertThat(turns.tryTake(true)).isTrue();
        }
        turns.enter();
        assertThat(turns.tryTake(true)).isFalse();
        turns.giveBack(true);
        turns.exit();
        assertThat(turns.tryTake(true)).isTrue();
    }

    @Test
    void the_more_wait_the_fewer_connections_are_used_but_half_of_them_always() {
        Turns turns = new Turns(16);
        IntStream.range(0, 20).forEach(i -> turns.enter());
        assertThat(taken(turns)).isEqualTo(12);
        IntStream.range(0, 100).forEach(i -> turns.enter());
        turns.giveBack(true);
        assertThat(turns.tryTake(true)).isFalse();
        assertThat(turns.tryTake(false))
                .as("who cannot join takes what is free")
                .isTrue();
        IntStream.range(0, 4).forEach(i -> turns.giveBack(true));
        assertThat(taken(turns)).isEqualTo(1);
    }

    private static int taken(Turns turns) {
        int taken = 0;
        while (turns.tryTake(true)) {
            taken++;
        }
        return taken;
    }

    @Test
    void many_threads_read_their_own_writes_over_few_connections() throws Exception {
        readTheirOwnWrites(Executors.newFixedThreadPool(64), 50);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtual_threads_do_too() throws Exception {
        Method perTask = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        readTheirOwnWrites((ExecutorService) Objects.requireNonNull(perTask.invoke(null)), 50);
    }

    /** Small questions of all kinds, and now and then one that needs a connection of its own. */
    private static void readTheirOwnWrites(ExecutorService threads, int rounds) throws Exception {
        try (Held held = new Held(REDIS.uri(), b -> b.pool(Pool.ofMax(3).maxWait(Duration.ofSeconds(30))))) {
            List<Callable<Integer>> callers = IntStream.range(0, 64)
                    .<Callable<Integer>>mapToObj(i -> () -> useOwnKey(held.store, "own" + i, rounds))
                    .toList();
            held.store.set(key("n"), bytes("0"), 60_000);
            for (Future<Integer> each : threads.invokeAll(callers)) {
                assertThat(each.get()).isEqualTo(rounds);
            }
            assertThat(held.store.get(key("n"))).isEqualTo(bytes(Integer.toString(64 * rounds)));
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int useOwnKey(JedisStore store, String name, int rounds) {
        EntryKey key = key(name);
        for (int i = 0; i < rounds; i++) {
            byte[] value = bytes(name + " " + i);
            store.set(key, value, 60_000);
            assertThat(store.get(key)).isEqualTo(value);
            assertThat(Objects.requireNonNull(store.read(key)).value()).isEqualTo(value);
            assertThat(store.add(key, bytes("other"), 60_000)).isFalse();
            if (ThreadLocalRandom.current().nextInt(10) == 0) {
                assertThat(store.getMany(List.of(key, key("absent"))).get(0)).isEqualTo(value);
            }
            assertThat(store.delete(key)).isTrue();
            assertThat(store.get(key)).isNull();
            assertThat(add(store).orElseThrow()).isPositive();
            assertThat(store.acquire(key, value, null, Seen.ABSENT, 60_000)).isEqualTo(Acquired.Granted.INSTANCE);
        }
        return rounds;
    }
}
