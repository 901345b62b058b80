package dev.larder.kotlin

import dev.larder.CacheBuilder
import dev.larder.CacheListener
import dev.larder.LoadOptions
import dev.larder.NearCache
import dev.larder.Pool
import dev.larder.Resilience
import dev.larder.Topology
import dev.larder.Ttl
import dev.larder.ValueFormat
import dev.larder.compressor.zlib.ZlibCompressor
import dev.larder.serializer.json.JsonSerializer
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import java.lang.reflect.Modifier
import javax.net.ssl.SSLContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

class CacheScopeTest {
    private val recorded = Recorded()

    @Test
    fun `every setting reaches the builder`() {
        val context = SSLContext.getDefault()
        cache<String>("localhost:1") {
            provider = recorded
            keyPrefix = "users"
            version = 7
            defaultTtl = 9.minutes
            ttlJitter = 0.25
            compressFromBytes = 2
            maxValueBytes = 3000
            valueFormat = ValueFormat.PLAIN
            database = 4
            tls = context
            connectTimeout = 11.milliseconds
            socketTimeout = 12.milliseconds
            credentials("app", "secret")
            pool {
                maxConnections = 50
                minIdle = 5
                maxWait = 13.milliseconds
            }
            resilience {
                throwOnOutage()
                retries = 0
                failuresToOpen = 14
                openFor = 15.milliseconds
                loadsWhileAway = 16
            }
            yaml()
            bzip2()
        }.close()

        with(recorded.settings) {
            assertThat(keyPrefix()).isEqualTo("users")
            assertThat(version()).isEqualTo(7)
            assertThat(defaultTtl()).isEqualTo(Ttl.ofMinutes(9))
            assertThat(ttlJitter()).isEqualTo(0.25)
            assertThat(compressFromBytes()).isEqualTo(2)
            assertThat(maxValueBytes()).isEqualTo(3000)
            assertThat(valueFormat()).isEqualTo(ValueFormat.PLAIN)
            assertThat(serializer().name()).isEqualTo("yaml")
            assertThat(compressor().orElseThrow().name()).isEqualTo("bzip2")
            assertThat(resilience()).hasToString(
                "Resilience[throwOnOutage, retries=0, failuresToOpen=14, openFor=PT0.015S, loadsWhileAway=16]",
            )
        }
        with(recorded.connection) {
            assertThat(topology()).hasToString(Topology.single("localhost:1").toString())
            assertThat(user()).isEqualTo("app")
            assertThat(password()).isEqualTo("secret")
            assertThat(database()).isEqualTo(4)
            assertThat(tls()).isSameAs(context)
            assertThat(connectTimeout()).hasMillis(11)
            assertThat(socketTimeout()).hasMillis(12)
            assertThat(pool()).hasToString("Pool[max=50, minIdle=5, maxWait=PT0.013S]")
            assertThat(breaker().failuresToOpen()).isEqualTo(14)
        }
    }

    @Test
    fun `what is not said stays as the builder has it`() {
        cache<String>("localhost:1") {
            provider = recorded
            json()
            pool { }
            resilience { missOnOutage() }
        }.close()
        val java = Recorded()
        CacheBuilder.connectTo("localhost:1").provider(java).serializer("json").build(String::class.java).close()

        assertThat(recorded.settings).hasToString(java.settings.toString())
        assertThat(recorded.connection).hasToString(java.connection.toString())
        assertThat(recorded.connection.pool()).hasToString(Pool.DEFAULT.toString())
        assertThat(recorded.settings.resilience()).hasToString(Resilience.missOnOutage().toString())
        assertThat(recorded.settings.listener()).isSameAs(CacheListener.NONE)
    }

    @Test
    fun `instances of Java are taken as they are`() {
        val serializer = JsonSerializer()
        val compressor = ZlibCompressor.level(9)
        val own = object : CacheListener {}
        val builder = CacheBuilder.connectTo("localhost:1").provider(recorded)
        builder.cache<String> {
            serializer(serializer)
            compressor(compressor)
            pool(Pool.ofMax(3))
            resilience(Resilience.throwOnOutage())
            listener(own)
        }.close()

        assertThat(recorded.settings.serializer()).isSameAs(serializer)
        assertThat(recorded.settings.compressor()).containsSame(compressor)
        assertThat(recorded.settings.resilience().throwsOnOutage()).isTrue()
        assertThat(recorded.settings.listener()).isSameAs(own)
        assertThat(recorded.connection.pool().max()).isEqualTo(3)
    }

    @Test
    fun `near copies are asked for`() {
        assertThatThrownBy {
            cache<String>("localhost:1") {
                json()
                nearCache = NearCache.ofMax(10)
            }
        }.isInstanceOf(UnsupportedOperationException::class.java)
    }

    @Test
    fun `serializers and compressors go by their names`() {
        fun named(describe: CacheScope.() -> Unit): Pair<String, String?> {
            cache<String>("localhost:1") {
                provider = recorded
                json()
                describe()
            }.close()
            return recorded.settings.serializer().name() to recorded.settings.compressor().orElse(null)?.name()
        }

        assertThat(named { }).isEqualTo("json" to null)
        assertThat(named { yaml() }).isEqualTo("yaml" to null)
        assertThat(named { msgpack() }).isEqualTo("msgpack" to null)
        assertThat(named { javaSerialization() }).isEqualTo("java" to null)
        assertThat(named { zlib() }).isEqualTo("json" to "zlib")
        assertThat(named { xz() }).isEqualTo("json" to "xz")
        assertThat(named { zstd() }).isEqualTo("json" to "zstd")
        assertThat(named { lz4() }).isEqualTo("json" to "lz4")
        assertThat(named { zlib(level = 9) }).isEqualTo("json" to "zlib")
        assertThat(named { bzip2(level = 9) }).isEqualTo("json" to "bzip2")
        assertThat(named { xz(level = 1) }).isEqualTo("json" to "xz")
        assertThat(named { zstd(level = 19) }).isEqualTo("json" to "zstd")
        assertThat(named { lz4(level = 9) }).isEqualTo("json" to "lz4")
        assertThatThrownBy { named { zstd(level = 99) } }.hasMessage("the level of zstd must be from 1 to 22 but was 99")
        assertThatThrownBy { named { compressor("none") } }
            .hasMessageContaining("no Compressor named 'none'; found: bzip2, lz4, xz, zlib, zstd")
    }

    @Test
    fun `times are durations, and those that cannot be are refused with advice`() {
        fun ttl(time: Duration): Ttl {
            cache<String>("localhost:1") {
                provider = recorded
                json()
                defaultTtl = time
            }.close()
            return recorded.settings.defaultTtl()
        }

        assertThat(ttl(Duration.INFINITE)).isSameAs(Ttl.FOREVER)
        assertThat(ttl(1.5.seconds)).isEqualTo(Ttl.ofMillis(1500))
        assertThatThrownBy { ttl(Duration.ZERO) }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessage("ttl must be positive but was PT0S; use delete(key) to remove an entry")
        assertThatThrownBy { ttl(-1.seconds) }.hasMessageContaining("use delete(key) to remove an entry")
        assertThatThrownBy { ttl(-Duration.INFINITE) }.hasMessageContaining("use delete(key) to remove an entry")
        assertThatThrownBy { ttl((365 * 101).days) }.hasMessageContaining("use Ttl.FOREVER")
        assertThat(Ttl.FOREVER.toKotlinDuration()).isEqualTo(Duration.INFINITE)
        assertThat(Ttl.ofMinutes(3).toKotlinDuration()).isEqualTo(3.minutes)
    }

    @Test
    fun `options of loads have the defaults of Java`() {
        assertThat(loadOptions(freshFor = 1.minutes)).hasToString(LoadOptions.freshFor(Ttl.ofMinutes(1)).toString())
        assertThat(
            loadOptions(
                freshFor = 1.minutes,
                keepFor = 10.minutes,
                lockFor = 2.seconds,
                waitFor = 3.seconds,
                refreshEarly = 1.0,
                refreshInBackground = Runnable::run,
            ),
        ).hasToString(
            "LoadOptions[freshFor=PT1M, keepFor=PT10M, lockFor=PT2S, waitFor=PT3S, refreshEarly=1.0," +
                " inBackground=true]",
        )
    }

    @Test
    fun `a setting that was not made cannot be read`() {
        cache<String>(Topology.inMemory()) {
            json()
            assertThatThrownBy { keyPrefix }
                .isInstanceOf(IllegalStateException::class.java)
                .hasMessage("keyPrefix is not set here, and its default is that of CacheBuilder")
            keyPrefix = "a"
            keyPrefix += "b"
            assertThat(keyPrefix).isEqualTo("ab")
        }.close()
    }

    @Test
    fun `caches of one builder share connections, and only the first may describe them`() {
        val builder = CacheBuilder.connectTo(Topology.inMemory())
        builder.cache<String> {
            json()
            pool { maxConnections = 3 }
        }.use { first ->
            builder.build<String>().use { second ->
                first["k"] = "v"
                assertThat(second["k"]).isEqualTo("v")
            }
            assertThatThrownBy { builder.cache<String> { pool { maxConnections = 4 } } }
                .isInstanceOf(IllegalStateException::class.java)
                .hasMessageContaining("pool cannot change after the first build")
        }
    }

    // --- what Java gains, Kotlin gains

    @Test
    fun `has all that the builder has`() {
        assertThat(namesOf(CacheScope::class.java)).containsAll(methods(CacheBuilder::class.java) - "build")
    }

    @Test
    fun `has all topologies`() {
        assertThat(namesOf(TopologyScope::class.java)).containsAll(methods(Topology::class.java, static = true))
        assertThat(namesOf(ShardedScope::class.java)).contains("hashing", "movingTo", "movingFrom")
    }

    @Test
    fun `has all events, and tells all of them on`() {
        val events = methods(CacheListener::class.java)
        assertThat(namesOf(EventScope::class.java))
            .containsAll(events.map { it.removePrefix("on").replaceFirstChar(Char::lowercase) })
        assertThat(Listeners::class.java.declaredMethods.map { it.name }).containsAll(events)
    }

    private fun methods(type: Class<*>, static: Boolean = false): Set<String> = type.declaredMethods
        .filter { Modifier.isPublic(it.modifiers) && Modifier.isStatic(it.modifiers) == static && !it.isSynthetic }
        .map { it.name }
        .toSet()

    private fun namesOf(scope: Class<*>): Set<String> = scope.methods
        .map { it.name.substringBefore('-') }
        .map { if (it.startsWith("set")) it.removePrefix("set").replaceFirstChar(Char::lowercase) else it }
        .toSet()
}
