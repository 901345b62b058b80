package dev.larder.internal.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheListener;
import dev.larder.ValueFormat;
import dev.larder.ValueType;
import dev.larder.testkit.Person;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands under one key, a cache throws nothing, takes it for nothing else, and loses none of its neighbours. */
class HostileBytesTest {
    private static final ValueType<List<Person>> PEOPLE = new ValueType<>() {};
    private static final List<Person> VALUE = people(8);
    private static final long SEED = Long.getLong("hostile.seed", 20_260_101);
    private static final List<Change> CHANGES = List.of(Change.values());
    private static final int QUICK = 20_000;
    private static final int SOAK = 1_000_000;

    static Stream<Writer> writers() {
        return Writer.all();
    }

    @ParameterizedTest
    @MethodSource("writers")
    void bytes_that_are_not_what_was_written_are_a_miss(Writer writer, TestReporter reporter) {
        reporter.publishEntry("hostile.seed", Long.toString(SEED));
        new Attack(writer).run(QUICK / (int) writers().count());
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("writers")
    void bytes_that_are_not_what_was_written_are_a_miss_a_million_times(Writer writer, TestReporter reporter) {
        reporter.publishEntry("hostile.seed", Long.toString(SEED));
        new Attack(writer).run(SOAK / (int) writers().count());
    }

    private static List<Person> people(int number) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            people.add(new Person("person " + i, i, new ArrayList<>(List.of("a tag", "another"))));
        }
        return people;
    }

    /** What a change may do. */
    private enum Change {
        FLIP_ONE_BIT,
        FLIP_SOME_BITS,
        CUT_OFF,
        ADD,
        OVERWRITE,
        MOVE,
        FORGET_ALL,
        FORGE
    }

    /** Reads changed bytes through one cache. */
    private static final class Attack {
        private final Writer writer;
        private final Random random;
        private final Memory memory = new Memory();
        private final List<String> unreadable = new ArrayList<>();
        private final Cache<List<Person>> cache;
        private final Map<String, List<Person>> neighbours = new LinkedHashMap<>();
        private final byte[] intact;

        Attack(Writer writer) {
            this.writer = writer;
            this.random = new Random(SEED ^ writer.toString().hashCode());
            this.cache = writer.on(memory)
                    .listener(new CacheListener() {
                        @Override
                        public void onUnreadable(String key, String reason) {
                            unreadable.add(key + ": " + reason);
                        }
                    })
                    .build(PEOPLE);
            Cache<List<Person>> plainly =
                    new Writer("json", "none", ValueFormat.ENVELOPE).on(memory).build(PEOPLE);
            for (int i = 0; i < 10; i++) {
                neighbours.put("neighbour " + i, people(i % 3));
            }
            plainly.setMany(neighbours);
            cache.set("k", VALUE);
            intact = memory.stored("k");
        }

        void run(int times) {
            List<String> keys = new ArrayList<>(neighbours.keySet());
            keys.add(5, "k");
            int missed = 0;
            for (int i = 0; i < times; i++) {
                Change change = CHANGES.get(i % CHANGES.size());
                byte[] bytes = changed(change);
                String what = writer + ", hostile.seed " + SEED + ", number " + i + ": " + change;
                memory.plant("k", bytes);
                unreadable.clear();
                List<Person> read = got(what);
                assertAllowed(what, change, read);
                Map<String, List<Person>> all = cache.getMany(keys);
                // what was read may contain itself, so that comparing it would not end
                assertThat(all.remove("k") == null).as(what).isEqualTo(read == null);
                assertThat(all).as(what).isEqualTo(neighbours);
                if (read == null) {
                    assertThat(unreadable).as(what).hasSize(2).allMatch(heard -> heard.matches("(?s)k: .*\\S.*"));
                    if (missed++ % 10 == 0) {
                        assertThat(cache.getOrSet("k", () -> VALUE)).as(what).isEqualTo(VALUE);
                        assertThat(cache.get("k")).as(what).isEqualTo(VALUE);
                    }
                }
            }
            assertThat(missed).isGreaterThan(times / 3);
        }

        private @Nullable List<Person> got(String what) {
            try {
                return cache.get("k");
            } catch (Throwable thrown) {
                throw new AssertionError(what, thrown);
            }
        }

        /** Bare values have no checksum of their own, and who computes the right one may say what he likes. */
        private void assertAllowed(String what, Change change, @Nullable List<Person> read) {
            if (read == null) {
                return;
            }
            assertThat(read)
                    .as(what)
                    .allSatisfy(each -> assertThat((Object) each).isIn(null, each));
            if (writer.format() == ValueFormat.ENVELOPE && change != Change.FORGE) {
                assertThat(read).as(what).isEqualTo(VALUE);
            }
        }

        private byte[] changed(Change change) {
            byte[] bytes = intact.clone();
            switch (change) {
                case FLIP_ONE_BIT -> flip(bytes, 1);
                case FLIP_SOME_BITS -> flip(bytes, 2 + random.nextInt(30));
                case CUT_OFF -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case ADD -> {
                    bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
                    if (random.nextBoolean()) {
                        noise(bytes, intact.length, bytes.length);
                    }
                }
                case OVERWRITE -> {
                    int start = random.nextInt(bytes.length);
                    noise(bytes, start, start + 1 + random.nextInt(bytes.length - start));
                }
                case MOVE -> {
                    int from = random.nextInt(bytes.length);
                    int to = random.nextInt(bytes.length);
                    System.arraycopy(intact, from, bytes, to, random.nextInt(bytes.length - Math.max(from, to)));
                }
                case FORGET_ALL -> {
                    bytes = new byte[random.nextInt(200)];
                    noise(bytes, 0, bytes.length);
                    if (bytes.length > 0 && random.nextInt(4) == 0) {
                        bytes[0] = intact[0];
                    }
                }
                case FORGE -> forge(bytes);
            }
            return bytes;
        }

        private void flip(byte[] bytes, int bits) {
            for (int i = 0; i < bits; i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }

        private void noise(byte[] bytes, int from, int to) {
            for (int i = from; i < to; i++) {
                bytes[i] = (byte) random.nextInt(256);
            }
        }

        /** Changes an envelope from the lengths of its names on, and makes the checksum right. */
        private void forge(byte[] bytes) {
            int bits = 1 + random.nextInt(8);
            int start = writer.format() == ValueFormat.ENVELOPE ? 14 : 0;
            for (int i = 0; i < bits; i++) {
                bytes[start + random.nextInt(bytes.length - start)] ^= (byte) (1 << random.nextInt(8));
            }
            if (start > 0) {
                Checksum.correct(bytes);
            }
        }
    }
}
