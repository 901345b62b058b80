package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Stores.key;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Matching;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.Write;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What changes an entry ends its lease before. The other way round a load could store its value in between, if the entry is
 * evicted just then; and a server never shows that in time, so this asks it what it was told, in which order.
 */
class LeaseFirstTest {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final EntryKey K = key("k");
    private static final byte[] VALUE = {'v'};
    private static final long MINUTE = 60_000;

    private final Store store = TestSettings.store(REDIS.uri());

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @AfterEach
    void close() {
        store.close();
    }

    static List<Arguments> changes() {
        return List.of(
                change("set", store -> store.set(K, VALUE, MINUTE)),
                change("add", store -> store.add(K, VALUE, MINUTE)),
                change("delete", store -> store.delete(K)),
                change("setMany", store -> store.setMany(List.of(new Write(K, VALUE, MINUTE)))),
                change("deleteMany", store -> store.deleteMany(List.of(K))),
                change(
                        "removeMatching",
                        store -> store.removeMatching(
                                new Matching("lease of *".getBytes(UTF_8), any -> true),
                                new Matching("k*".getBytes(UTF_8), any -> true))));
    }

    private static Arguments change(String name, Consumer<Store> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void what_changes_an_entry_ends_its_lease_before(String name, Consumer<Store> change) {
        try (RawRedis raw = REDIS.raw()) {
            store.set(K, VALUE, MINUTE);
            raw.command("SET", "lease of k", "token");
            raw.command("CONFIG", "SET", "slowlog-log-slower-than", "0");
            raw.command("SLOWLOG", "RESET");
            change.accept(store);
            List<String> told = told(raw);
            assertThat(told).as("what the server was told").contains("UNLINK lease of k");
            assertThat(told.indexOf("UNLINK lease of k"))
                    .as("the lease before the entry, of %s", told)
                    .isLessThan(indexOfChange(told));
            assertThat(raw.number("EXISTS", "lease of k")).isZero();
        }
    }

    private static int indexOfChange(List<String> told) {
        for (int i = 0; i < told.size(); i++) {
            if (told.get(i).matches("(SET|UNLINK) k( .*)?")) {
                return i;
            }
        }
        throw new AssertionError("the entry was not changed: " + told);
    }

    /** The commands, the oldest first. */
    private static List<String> told(RawRedis raw) {
        List<String> commands = new ArrayList<>();
        for (Object each : list(raw.command("SLOWLOG", "GET", "100"))) {
            commands.add(String.join(
                    " ",
                    list(list(each).get(3)).stream()
                            .map(word -> new String((byte[]) word, ISO_8859_1))
                            .toList()));
        }
        Collections.reverse(commands);
        return commands;
    }

    private static List<?> list(@Nullable Object reply) {
        return reply instanceof Object[] array ? Arrays.asList(array) : (List<?>) Objects.requireNonNull(reply);
    }
}
