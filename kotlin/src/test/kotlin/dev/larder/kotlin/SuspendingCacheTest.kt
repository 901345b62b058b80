package dev.larder.kotlin

import dev.larder.Cache
import dev.larder.LoadException
import dev.larder.NoSuchKeyException
import dev.larder.testkit.RedisProcess
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.asContextElement
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.newSingleThreadContext
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.Timeout
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.ContinuationInterceptor
import kotlin.random.Random
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SuspendingCacheTest {
    private val server = RedisProcess.start()
    private lateinit var blocking: Cache<String>
    private lateinit var cache: SuspendingCache<String>
    private val loads = AtomicInteger()

    private fun newCache(): Cache<String> = cache(server.uri()) {
        keyPrefix = "suspending"
        json()
    }

    @BeforeAll
    fun warmUp() = newCache().use { it.ping() }

    @BeforeEach
    fun open() {
        blocking = newCache()
        blocking.clearAllVersions()
        cache = blocking.suspending()
        loads.set(0)
    }

    @AfterEach
    fun close() = cache.close()

    @AfterAll
    fun stop() = server.close()

    /** A loader that says when it has begun, and ends when it is told. */
    private inner class Held(val value: String) {
        val begun = CompletableDeferred<Unit>()
        val released = CompletableDeferred<Unit>()
        val ended = CompletableDeferred<Throwable?>()

        suspend fun load(): String {
            loads.incrementAndGet()
            begun.complete(Unit)
            try {
                released.await()
            } catch (cancelled: CancellationException) {
                withContext(NonCancellable) { ended.complete(cancelled) }
                throw cancelled
            }
            ended.complete(null)
            return value
        }
    }

    private fun test(body: suspend CoroutineScope.() -> Unit) =
        runBlocking(Dispatchers.Default) { supervisorScope(body) }

    // --- one load

    @Test
    fun `a thousand coroutines share one load`() = test {
        val held = Held("v")
        val callers = List(1000) { async { cache.getOrSet("k") { held.load() } } }
        held.begun.await()
        delay(50)
        held.released.complete(Unit)

        assertThat(callers.awaitAll()).hasSize(1000).containsOnly("v")
        assertThat(loads).hasValue(1)
        assertThat(blocking["k"]).isEqualTo("v")
    }

    @Test
    fun `the fleet shares one load, coroutines and threads alike`() = test {
        newCache().suspending().use { other ->
            val held = Held("v")
            val first = async { cache.getOrSet("k") { held.load() } }
            held.begun.await()
            val here = async { cache.getOrSet("k") { error("not loaded here") } }
            val there = async { other.getOrSet("k") { error("not loaded there") } }
            val thread = async(Dispatchers.IO) { blocking.getOrSet("k") { error("not loaded by a thread") } }
            delay(50)
            held.released.complete(Unit)

            assertThat(listOf(first, here, there, thread).awaitAll()).containsOnly("v")
        }
    }

    @Test
    fun `nobody who asks after a delete gets what was loaded before, whoever deleted`() = test {
        val held = Held("old")
        val early = async { cache.getOrSet("k") { held.load() } }
        held.begun.await()
        blocking.delete("k")
        val late = async { cache.getOrSet("k") { "new" } }

        assertThat(late.await()).isEqualTo("new")
        held.released.complete(Unit)
        assertThat(early.await()).isEqualTo("old")
        assertThat(cache["k"]).isEqualTo("new")
    }

    @Test
    fun `a stale value is served at once while one coroutine loads`() = test {
        suspend fun get(loader: suspend () -> String) =
            cache.getOrSet("k", freshFor = 1.milliseconds, keepFor = 1.hours, loader = loader)

        get { "old" }
        delay(20)
        val held = Held("new")
        val loading = async { get { held.load() } }
        held.begun.await()

        assertThat(List(20) { async { get { error("not loaded") } } }.awaitAll()).containsOnly("old")
        assertThat(loading.isCompleted).isFalse()
        held.released.complete(Unit)
        assertThat(loading.await()).isEqualTo("new")
    }

    @Test
    fun `a stale value can be loaded in the background`() = test {
        suspend fun get(loader: suspend () -> String) = cache.getOrSet(
            "k",
            freshFor = 1.milliseconds,
            keepFor = 1.hours,
            refreshInBackground = true,
            loader = loader,
        )

        get { "old" }
        delay(20)
        val held = Held("new")
        assertThat(get { held.load() }).isEqualTo("old")
        held.begun.await()
        held.released.complete(Unit)
        withTimeout(20.seconds) { while (cache["k"] != "new") delay(5) }
    }

    @Test
    fun `a loader that asks for its own key loads, as in Java`() = test {
        suspend fun get(key: String, loader: suspend () -> String) =
            cache.getOrSet(key, freshFor = 1.minutes, waitFor = 10.minutes, loader = loader)

        assertThat(get("k") { "outer " + get("k") { "inner" } }).isEqualTo("outer inner")
        assertThat(
            cache.getOrSetMany(listOf("a", "b")) { missing -> missing.associateWith { key -> get(key) { "inner" } } },
        ).isEqualTo(mapOf("a" to "inner", "b" to "inner"))
    }

    // --- cancellation

    @Test
    fun `a cancelled caller leaves at once, and its load goes on for those who came later`() = test {
        val held = Held("v")
        val first = async { cache.getOrSet("k") { held.load() } }
        held.begun.await()
        val later = List(3) { async { delay(20L * it); cache.getOrSet("k") { error("not loaded") } } }
        delay(100)
        first.cancelAndJoin()
        assertThat(held.ended.isCompleted).isFalse()
        held.released.complete(Unit)

        assertThat(later.awaitAll()).containsOnly("v")
    }

    @Test
    fun `a load goes on for those who share it when the caller whose loader runs is cancelled`() = test {
        val held = Held("v")
        val callers = List(50) { async(start = CoroutineStart.UNDISPATCHED) { cache.getOrSet("k") { held.load() } } }
        held.begun.await()
        callers.dropLast(1).forEach { it.cancelAndJoin() }
        assertThat(held.ended.isCompleted).isFalse()
        held.released.complete(Unit)

        assertThat(callers.last().await()).isEqualTo("v")
    }

    @Test
    fun `a load that nobody waits for is cancelled, and the next caller loads at once`() = test {
        val held = Held("v")
        val only = async { cache.getOrSet("k") { held.load() } }
        held.begun.await()
        only.cancelAndJoin()

        assertThat(held.ended.await()).isInstanceOf(CancellationException::class.java)
        assertThat(withTimeout(5.seconds) { cache.getOrSet("k") { "next" } }).isEqualTo("next")
        assertThat(blocking["k"]).isEqualTo("next")
        assertThat(blocking.explain("k").isCoolingDown).isFalse()
    }

    @Test
    fun `a cancelled caller of many keys cancels its loader`() = test {
        val held = Held("v")
        val only = async { cache.getOrSetMany(listOf("a", "b")) { mapOf("a" to held.load()) } }
        held.begun.await()
        only.cancelAndJoin()

        assertThat(held.ended.await()).isInstanceOf(CancellationException::class.java)
        assertThat(cache.getOrSetMany(listOf("a", "b")) { keys -> keys.associateWith { "x" } })
            .isEqualTo(mapOf("a" to "x", "b" to "x"))
    }

    @Test
    fun `a loader that is cancelled from inside is so for its own caller alone`() = test {
        val gate = CompletableDeferred<Unit>()
        val first = async {
            runCatching {
                cache.getOrSet("k") {
                    gate.await()
                    throw CancellationException("own")
                }
            }
        }
        delay(50)
        val second = async { cache.getOrSet("k") { "second" } }
        delay(50)
        gate.complete(Unit)

        assertThat(first.await().exceptionOrNull()).isInstanceOf(CancellationException::class.java).hasMessage("own")
        assertThat(second.await()).isEqualTo("second")
    }

    @Test
    fun `close cancels the loads and tells those who wait`() = test {
        val held = Held("v")
        val callers = List(3) { async { runCatching { cache.getOrSet("k") { held.load() } } } }
        val many = async { runCatching { cache.getOrSetMany(listOf("a")) { mapOf("a" to held.load()) } } }
        held.begun.await()
        while (loads.get() < 2) delay(5)
        cache.close()

        assertThat(held.ended.await()).isInstanceOf(CancellationException::class.java)
        (callers + many).forEach {
            assertThat(it.await().exceptionOrNull())
                .isInstanceOf(IllegalStateException::class.java)
                .isNotInstanceOf(CancellationException::class.java)
                .hasMessageContaining("the cache is closed")
        }
        assertThat(runCatching { cache.getOrSet("k") { "v" } }.exceptionOrNull()).hasMessageContaining("closed")
        assertThat(runCatching { cache.get("k") }.exceptionOrNull()).hasMessageContaining("closed")
    }

    @Test
    fun `whatever is cancelled when, all others get their values`() = test {
        val random = Random(42)
        val outcomes = coroutineScope {
            List(600) { i ->
                val key = "k${i % 7}"
                val patience = random.nextInt(1, 60)
                val work = random.nextInt(0, 10)
                async {
                    suspend fun get() = cache.getOrSet(key) {
                        delay(work.milliseconds)
                        "value of $key"
                    }
                    if (i % 2 == 0) withTimeoutOrNull(patience.milliseconds) { get() } ?: "left" else get()
                }.also {
                    if (i % 50 == 0) blocking.delete(key)
                }
            }.awaitAll()
        }

        outcomes.forEachIndexed { i, outcome ->
            if (i % 2 == 0 && outcome == "left") return@forEachIndexed
            assertThat(outcome).isEqualTo("value of k${i % 7}")
        }
    }

    // --- threads

    @OptIn(ExperimentalCoroutinesApi::class, DelicateCoroutinesApi::class)
    @Test
    fun `no thread of a caller blocks`() {
        newSingleThreadContext("only").use { only ->
            runBlocking(only) {
                val held = Held("v")
                val callers = List(100) { i -> async { cache.getOrSet("k$i") { held.load() } } }
                // all of them load at the same time, by turns on one thread
                while (loads.get() < 100) delay(5)
                val reads = List(100) { i -> async { cache.get("absent$i") } }
                assertThat(reads.awaitAll()).containsOnlyNulls()
                held.released.complete(Unit)
                assertThat(callers.awaitAll()).hasSize(100).containsOnly("v")
            }
        }
    }

    @Test
    fun `loaders that need the threads of IO get them, however many load, and inside of loaders too`() = test {
        val all = CompletableDeferred<Unit>()
        val values = List(150) { i ->
            async(Dispatchers.IO) {
                cache.getOrSet("outer$i") {
                    if (loads.incrementAndGet() == 150) all.complete(Unit)
                    all.await()
                    withContext(Dispatchers.IO) { Thread.sleep(1) }
                    cache.getOrSet("inner${i % 10}") { withContext(Dispatchers.IO) { "v" } }
                }
            }
        }

        assertThat(values.awaitAll()).hasSize(150).containsOnly("v")
    }

    // --- what passes

    private class Odd : RuntimeException("odd")

    @Test
    fun `what a loader throws passes unchanged, checked exceptions as causes`() = test {
        val odd = Odd()
        assertThat(runCatching { cache.getOrSet("a") { throw odd } }.exceptionOrNull()).isSameAs(odd)
        val error = StackOverflowError("deep")
        assertThat(runCatching { cache.getOrSet("b") { throw error } }.exceptionOrNull()).isSameAs(error)
        val checked = IOException("checked")
        assertThat(runCatching { cache.getOrSet("c") { throw checked } }.exceptionOrNull())
            .isInstanceOf(LoadException::class.java)
            .satisfies({ assertThat(it?.cause).isSameAs(checked) })
        assertThat(runCatching { cache.getOrSetMany(listOf("d")) { throw odd } }.exceptionOrNull()).isSameAs(odd)
    }

    @Test
    fun `those who shared a load that failed get an exception of their own with the same cause`() = test {
        val odd = Odd()
        val gate = CompletableDeferred<Unit>()
        val callers: List<Deferred<Result<String>>> = List(10) {
            async(start = CoroutineStart.UNDISPATCHED) {
                runCatching {
                    cache.getOrSet("k") {
                        gate.await()
                        throw odd
                    }
                }
            }
        }
        gate.complete(Unit)
        val failures = callers.awaitAll().map { it.exceptionOrNull() }

        assertThat(failures.filter { it === odd }).hasSizeGreaterThanOrEqualTo(1)
        assertThat(failures.filter { it !== odd }).allSatisfy {
            assertThat(it).isInstanceOf(LoadException::class.java)
            assertThat(it?.cause).isSameAs(odd)
        }
    }

    @Test
    fun `loaders run in the context of their caller`() = test {
        val local = ThreadLocal<String>()
        val context = currentCoroutineContext()
        withContext(CoroutineName("mine") + local.asContextElement("here")) {
            cache.getOrSet("k") {
                assertThat(currentCoroutineContext()[CoroutineName]?.name).isEqualTo("mine")
                assertThat(local.get()).isEqualTo("here")
                assertThat(currentCoroutineContext()[ContinuationInterceptor])
                    .isSameAs(context[ContinuationInterceptor])
                "v"
            }
        }
        assertThat(cache["k"]).isEqualTo("v")
    }

    // --- all else

    @Test
    fun `does what the cache does`() = test {
        cache["a"] = "1"
        assertThat(cache["a"]).isEqualTo("1")
        assertThat("a" in cache).isTrue()
        cache -= "a"
        assertThat("a" in cache).isFalse()
        assertThat(cache.ttl("a")).isNull()
        cache.set("a", "2", 1.hours)
        assertThat(cache.ttl("a")).matches { it != null && it in 59.minutes..1.hours }
        assertThat(cache.touch("a", 2.hours)).isTrue()
        assertThat(cache.ttl("a")).matches { it != null && it in 119.minutes..2.hours }
        assertThat(cache.touch("a")).isTrue()
        assertThat(cache.persist("a")).isTrue()
        assertThat(cache.ttl("a")).isEqualTo(Duration.INFINITE)
        assertThat(cache.add("a", "3")).isFalse()
        assertThat(cache.add("b", "3", 1.minutes)).isTrue()
        assertThat(cache.getMany(listOf("a", "b", "c"))).isEqualTo(mapOf("a" to "2", "b" to "3"))
        cache.setMany(mapOf("c" to "4"))
        cache.setMany(mapOf("d" to "5"), 1.minutes)
        assertThat(cache.keys("*").toList()).containsExactlyInAnyOrder("a", "b", "c", "d")
        assertThat(cache.getOrSetMany(listOf("a", "e"), freshFor = 1.minutes) { keys -> keys.associateWith { "6" } })
            .isEqualTo(mapOf("a" to "2", "e" to "6"))
        assertThat(cache.deleteMany(listOf("a", "x"))).isEqualTo(1)
        cache -= listOf("b", "c")
        assertThat(cache.deleteMatching("d*")).isEqualTo(1)
        cache.moveToVersion("e", 2)
        assertThat(cache.version).isEqualTo(1)
        cache.atVersion(2).use { assertThat(it["e"]).isEqualTo("6") }
        assertThat(cache.atVersion(2).getOrSet("e") { "7" }).isEqualTo("6")
        assertThat(runCatching { cache.moveToVersion("e", 2) }.exceptionOrNull())
            .isInstanceOf(NoSuchKeyException::class.java)
        assertThat(cache.delete("e")).isFalse()
        assertThat(cache.clear()).isZero()
        assertThat(cache.clearAllVersions()).isEqualTo(1)
        cache["r"] = "8"
        assertThat(cache.rewriteAll()).isEqualTo(1)
        assertThat(cache.explain("r").serializer()).isEqualTo("json")
        cache.ping()
        assertThat(cache.statistics().hits()).isPositive()
    }

    @Test
    fun `counts`() = test {
        cache<Long>(server.uri()) {
            keyPrefix = "counts"
            json()
        }.suspending().use { counts ->
            counts.add("n", 40)
            assertThat(counts.increment("n")).isEqualTo(41)
            assertThat(counts.increment("n", 10)).isEqualTo(51)
            assertThat(counts.decrement("n", 9)).isEqualTo(42)
        }
    }

    @Test
    fun `holds a lock while an action runs`() = test {
        val inside = AtomicInteger()
        val most = AtomicInteger()
        List(5) {
            async {
                cache.withLock("l", holdFor = 1.minutes, wait = 30.seconds) {
                    most.accumulateAndGet(inside.incrementAndGet(), ::maxOf)
                    delay(10)
                    inside.decrementAndGet()
                }
            }
        }.awaitAll().forEach { assertThat(it).isNotNull() }

        assertThat(most).hasValue(1)
        val held = CompletableDeferred<Unit>()
        val holder = launch {
            cache.withLock("l", holdFor = 1.minutes) {
                held.complete(Unit)
                awaitCancellation()
            }
        }
        held.await()
        assertThat(cache.withLock("l", holdFor = 1.minutes) { "never" }).isNull()
        holder.cancelAndJoin()
        assertThat(cache.withLock("l", holdFor = 1.minutes) { "again" }).isEqualTo("again")
    }

    @OptIn(ExperimentalCoroutinesApi::class, DelicateCoroutinesApi::class)
    @Test
    fun `a dispatcher of one's own runs the calls`() = test {
        val threads = mutableSetOf<String>()
        newSingleThreadContext("own").use { own ->
            cache<String>(server.uri()) {
                json()
                onEvent { miss { threads += Thread.currentThread().name.substringBefore(' ') } }
            }.suspending(own).use { it["absent"] }
        }
        assertThat(threads).containsExactly("own")
    }

    @Test
    fun `refuses what Java refuses`() = test {
        assertThatThrownBy { runBlocking { cache.set("k", "v", Duration.ZERO) } }.hasMessageContaining("use delete(key)")
        assertThatThrownBy { runBlocking { cache.getOrSet("k", freshFor = 2.hours, keepFor = 1.hours) { "v" } } }
            .hasMessageContaining("keepFor must be at least freshFor")
    }
}
