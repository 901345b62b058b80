package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheBuilderTest {
    @TempDir
    Path classPath;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Remembering provider = new Remembering();

    @AfterEach
    void restoreClassPath() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void hands_the_provider_the_defaults() {
        builder().serializer(new Plain("plain")).build(String.class);
        assertThat(provider.connected)
                .singleElement()
                .hasToString("ConnectionSettings[redis://***@h:6379, database=0, connectTimeout=PT1S, "
                        + "socketTimeout=PT1S, Pool[max=16, minIdle=0, maxWait=PT0.5S]]");
        assertThat(provider.caches)
                .singleElement()
                .hasToString(
                        "CacheSettings[keyPrefix=, version=1, defaultTtl=PT5M, ttlJitter=0.0, serializer=plain, "
                                + "compressor=none, compressFromBytes=1024, maxValueBytes=67108864, valueFormat=ENVELOPE, "
                                + "Resilience[missOnOutage, retries=1, failuresToOpen=5, openFor=PT0.5S, loadsWhileAway=32], NearCache[none]]");
        assertThat(provider.types).containsExactly(ValueType.of(String.class));
    }

    @Test
    void hands_the_provider_what_was_set() throws NoSuchAlgorithmException {
        SSLContext tls = SSLContext.getDefault();
        CacheListener listener = new CacheListener() {};
        builder()
                .serializer(new Plain("plain"))
                .compressor(new Squeeze("squeeze"))
                .credentials("user", "hunter2")
                .database(3)
                .tls(tls)
                .connectTimeout(Duration.ofMillis(1))
                .socketTimeout(Duration.ofHours(1))
                .pool(Pool.ofMax(2))
                .keyPrefix("{p}")
                .version(-7)
                .defaultTtl(Ttl.FOREVER)
                .ttlJitter(0.5)
                .compressFromBytes(0)
                .maxValueBytes(512 << 20)
                .valueFormat(ValueFormat.PLAIN)
                .resilience(Resilience.throwOnOutage().failuresToOpen(9))
                .nearCache(NearCache.ofMax(5))
                .listener(listener)
                .build(new ValueType<List<String>>() {});
        ConnectionSettings connection = provider.connected.get(0);
        assertThat(connection.user()).isEqualTo("user");
        assertThat(connection.password()).isEqualTo("hunter2");
        assertThat(connection.tls()).isSameAs(tls);
        assertThat(connection.breaker().failuresToOpen()).isEqualTo(9);
        assertThat(connection)
                .hasToString("ConnectionSettings[redis://***@h:6379, database=3, connectTimeout=PT0.001S, "
                        + "socketTimeout=PT1H, Pool[max=2, minIdle=0, maxWait=PT0.5S], tls]");
        CacheSettings cache = provider.caches.get(0);
        assertThat(cache)
                .hasToString("CacheSettings[keyPrefix={p}, version=-7, defaultTtl=FOREVER, ttlJitter=0.5, "
                        + "serializer=plain, compressor=squeeze, compressFromBytes=0, maxValueBytes=536870912, "
                        + "valueFormat=PLAIN, Resilience[throwOnOutage, retries=1, failuresToOpen=9, openFor=PT0.5S, loadsWhileAway=32], "
                        + "NearCache[max=5, keepFor=PT1S]]");
        assertThat(cache.listener()).isSameAs(listener);
        assertThat(cache.serializers()).containsOnlyKeys("plain");
        assertThat(cache.compressors()).containsOnlyKeys("squeeze");
    }

    @Test
    void the_default_user_is_no_user() {
        for (String user : List.of("", "default")) {
            builder().credentials(user, "pw").serializer(new Plain("plain")).build(String.class);
        }
        assertThat(provider.connected).hasSize(2).allSatisfy(each -> {
            assertThat(each.user()).isNull();
            assertThat(each.password()).isEqualTo("pw");
        });
    }

    @Test
    void timeouts_are_whole_milliseconds() {
        builder()
                .connectTimeout(Duration.ofNanos(1_999_999))
                .serializer(new Plain("plain"))
                .build(String.class);
        assertThat(provider.connected.get(0).connectTimeout()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void what_concerns_connections_is_frozen_by_the_first_build() throws NoSuchAlgorithmException {
        CacheBuilder builder = builder().serializer(new Plain("plain"));
        builder.build(String.class);
        SSLContext tls = SSLContext.getDefault();
        for (Consumer<CacheBuilder> change : List.<Consumer<CacheBuilder>>of(
                each -> each.credentials("user", "pw"),
                each -> each.database(1),
                each -> each.tls(tls),
                each -> each.connectTimeout(Duration.ofSeconds(2)),
                each -> each.socketTimeout(Duration.ofSeconds(2)),
                each -> each.pool(Pool.ofMax(3)),
                each -> each.provider(provider),
                each -> each.resilience(Resilience.missOnOutage().retries(0)),
                each -> each.resilience(Resilience.throwOnOutage().openFor(Duration.ofSeconds(1))))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> change.accept(builder))
                    .withMessageEndingWith("cannot change after the first build, for the caches of one builder share "
                            + "their connections; use another builder");
        }
        builder.build(String.class);
        assertThat(provider.connected).hasSize(1);
        assertThat(provider.caches.get(1)).hasToString(provider.caches.get(0).toString());
    }

    @Test
    void what_is_a_caches_own_may_change_between_builds_and_changes_no_earlier_one() {
        CacheBuilder builder = builder().serializer(new Plain("plain")).keyPrefix("a");
        builder.build(String.class);
        builder.keyPrefix("b")
                .version(2)
                .defaultTtl(Ttl.ofHours(1))
                .ttlJitter(0.1)
                .serializer(new Plain("other"))
                .compressor(new Squeeze("squeeze"))
                .compressFromBytes(1)
                .maxValueBytes(1)
                .valueFormat(ValueFormat.PLAIN)
                .resilience(Resilience.throwOnOutage())
                .nearCache(NearCache.ofMax(1))
                .listener(CacheListener.NONE)
                .build(Integer.class);
        assertThat(provider.connected).hasSize(1);
        assertThat(provider.caches.get(0).keyPrefix()).isEqualTo("a");
        assertThat(provider.caches.get(0).serializer().name()).isEqualTo("plain");
        assertThat(provider.caches.get(0).resilience().throwsOnOutage()).isFalse();
        assertThat(provider.caches.get(1).keyPrefix()).isEqualTo("b");
        assertThat(provider.caches.get(1).serializer().name()).isEqualTo("other");
        assertThat(provider.caches.get(1).resilience().throwsOnOutage()).isTrue();
    }

    @Test
    void nothing_is_frozen_by_a_build_that_fails_before_it_connects() {
        CacheBuilder builder = builder();
        assertThatIllegalStateException().isThrownBy(() -> builder.build(String.class));
        builder.database(2).serializer(new Plain("plain")).build(String.class);
        assertThat(provider.connected.get(0).database()).isEqualTo(2);
    }

    @Test
    void without_an_implementation_says_what_to_add() {
        assertThatIllegalStateException()
                .isThrownBy(() -> CacheBuilder.connectTo("h")
                        .serializer(new Plain("plain"))
                        .build(String.class))
                .withMessage("no CacheProvider found; add larder-impl");
    }

    @Test
    void without_a_serializer_says_what_to_add() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().build(String.class))
                .withMessage("no Serializer found; add one, such as larder-serializer-json");
    }

    @Test
    void needs_no_serializer_to_keep_nothing() {
        CacheBuilder.connectTo(Topology.none()).provider(provider).build(String.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> provider.caches.get(0).serializer())
                .withMessage("no serializer is configured");
    }

    @Test
    void takes_the_only_serializer_that_is_found() throws IOException {
        onClassPath(Serializer.class, FoundA.class);
        builder().build(String.class);
        assertThat(provider.caches.get(0).serializer()).isInstanceOf(FoundA.class);
    }

    @Test
    void does_not_choose_among_several_serializers() throws IOException {
        onClassPath(Serializer.class, FoundB.class, FoundA.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().build(String.class))
                .withMessage("several Serializers found: a, b; choose one by serializer(name)");
        builder().serializer("b").build(String.class);
        assertThat(provider.caches.get(0).serializer()).isInstanceOf(FoundB.class);
        assertThat(provider.caches.get(0).serializers()).containsOnlyKeys("a", "b");
    }

    @Test
    void says_what_is_there_and_what_to_add_for_a_name_that_is_not() throws IOException {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().serializer("json").build(String.class))
                .withMessage("no Serializer named 'json'; found: none; add larder-serializer-json or give an instance");
        onClassPath(Serializer.class, FoundB.class, FoundA.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().serializer("json").build(String.class))
                .withMessage("no Serializer named 'json'; found: a, b; add larder-serializer-json or give an instance");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().serializer("a").compressor("zlib").build(String.class))
                .withMessage("no Compressor named 'zlib'; found: none; add larder-compressor-zlib or give an instance");
    }

    @Test
    void a_configured_instance_wins_over_a_found_one_of_its_name() throws IOException {
        onClassPath(Serializer.class, FoundA.class, FoundB.class);
        Plain own = new Plain("a");
        builder().serializer(own).build(String.class);
        CacheSettings settings = provider.caches.get(0);
        assertThat(settings.serializer()).isSameAs(own);
        assertThat(settings.serializers().get("a")).isSameAs(own);
        assertThat(settings.serializers().get("b")).isInstanceOf(FoundB.class);
    }

    @Test
    void the_last_choice_counts_be_it_a_name_or_an_instance() throws IOException {
        onClassPath(Serializer.class, FoundA.class, FoundB.class);
        builder().serializer(new Plain("own")).serializer("b").build(String.class);
        builder().serializer("b").serializer(new Plain("own")).build(String.class);
        assertThat(provider.caches).extracting(each -> each.serializer().name()).containsExactly("b", "own");
    }

    @Test
    void compresses_only_if_told_to_but_reads_what_is_compressed() throws IOException {
        onClassPath(Compressor.class, FoundSqueeze.class);
        builder().serializer(new Plain("plain")).build(String.class);
        assertThat(provider.caches.get(0).compressor()).isEmpty();
        assertThat(provider.caches.get(0).compressors()).containsOnlyKeys("found");
        builder().serializer(new Plain("plain")).compressor("found").build(String.class);
        assertThat(provider.caches.get(1).compressor()).containsInstanceOf(FoundSqueeze.class);
    }

    @Test
    void a_service_that_cannot_be_loaded_is_named() throws IOException {
        onClassPath(Serializer.class, Unloadable.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().build(String.class))
                .withMessageStartingWith("a Serializer on the class path cannot be loaded: ")
                .withMessageContaining(Unloadable.class.getName())
                .withMessageEndingWith("; add what it needs or take it away");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Json", "with space", "sixteen-letters-", "ü"})
    void refuses_formats_whose_name_does_not_fit_into_a_value(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().serializer(new Plain(name)))
                .withMessage("the name of " + Plain.class.getName() + " must be 1 to 15 of a-z, 0-9 and '-' but was '"
                        + name + "'");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().compressor(new Squeeze(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "a{b", "}{", "{}}", "{{}"})
    void refuses_a_prefix_with_a_brace_without_its_partner(String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().keyPrefix(prefix))
                .withMessage("the prefix '" + prefix + "' has a brace without its partner; pair it or take it away");
    }

    @Test
    void refuses_figures_out_of_range() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().database(-1));
        for (Duration timeout : new Duration[] {
            Duration.ZERO, Duration.ofNanos(999_999), Duration.ofHours(1).plusNanos(1)
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder().connectTimeout(timeout))
                    .withMessage("connectTimeout must be from 1 ms to an hour but was " + timeout);
            assertThatIllegalArgumentException().isThrownBy(() -> builder().socketTimeout(timeout));
        }
        for (double share : new double[] {-0.1, 1, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder().ttlJitter(share))
                    .withMessage("ttlJitter must be from 0 to less than 1 but was " + share);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> builder().compressFromBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().maxValueBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().maxValueBytes((512 << 20) + 1));
    }

    private CacheBuilder builder() {
        return CacheBuilder.connectTo("redis://user:hunter2@h").provider(provider);
    }

    private void onClassPath(Class<?> service, Class<?>... implementations) throws IOException {
        Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
        Files.write(
                services.resolve(service.getName()),
                List.of(implementations).stream().map(Class::getName).toList());
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader(new URL[] {classPath.toUri().toURL()}, before));
    }

    private static final class Remembering implements CacheProvider, Connections {
        final List<ConnectionSettings> connected = new ArrayList<>();
        final List<CacheSettings> caches = new ArrayList<>();
        final List<ValueType<?>> types = new ArrayList<>();

        @Override
        public Connections connect(ConnectionSettings settings) {
            connected.add(settings);
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
            caches.add(settings);
            types.add(type);
            return (Cache<V>) Proxy.newProxyInstance(
                    Cache.class.getClassLoader(), new Class<?>[] {Cache.class}, (self, method, arguments) -> {
                        throw new UnsupportedOperationException(method.getName());
                    });
        }
    }

    static class Plain implements Serializer {
        private final String name;

        Plain(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public byte[] serialize(Object value, Type type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object deserialize(byte[] bytes, Type type) {
            throw new UnsupportedOperationException();
        }
    }

    public static final class FoundA extends Plain {
        public FoundA() {
            super("a");
        }
    }

    public static final class FoundB extends Plain {
        public FoundB() {
            super("b");
        }
    }

    public static final class Unloadable extends Plain {
        public Unloadable() {
            super("unloadable");
            throw new NoClassDefFoundError("what/it/Needs");
        }
    }

    static class Squeeze implements Compressor {
        private final String name;

        Squeeze(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public byte[] compress(byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] decompress(byte[] bytes, int maxBytes) {
            throw new UnsupportedOperationException();
        }
    }

    public static final class FoundSqueeze extends Squeeze {
        public FoundSqueeze() {
            super("found");
        }
    }
}
