package dev.larder.kotlin

import dev.larder.Cache
import dev.larder.LoadException
import dev.larder.Ttl
import dev.larder.testkit.RedisProcess
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import java.io.IOException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** Operators and durations, on a real server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheExtensionsTest {
    data class User(val name: String, val age: Int = 0)

    private val server = RedisProcess.start()
    private val users: Cache<User> = cache(server.uri()) {
        keyPrefix = "users"
        defaultTtl = 5.minutes
        json()
        zstd(level = 3)
    }

    @AfterAll
    fun close() {
        users.close()
        server.close()
    }

    @Test
    fun `operators read, write and remove`() {
        users["ada"] = User("Ada")
        users["grace"] = User("Grace")
        users["edsger"] = User("Edsger")

        assertThat(users["ada"]?.name).isEqualTo("Ada")
        assertThat("ada" in users).isTrue()
        assertThat("nobody" !in users).isTrue()
        users -= "ada"
        users -= listOf("grace", "edsger", "nobody")
        assertThat(users.getMany(listOf("ada", "grace", "edsger"))).isEmpty()
    }

    @Test
    fun `times are durations`() {
        users.set("set", User("a"), 1.hours)
        users.setMany(mapOf("many" to User("b")), 2.hours)
        assertThat(users.add("add", User("c"), Duration.INFINITE)).isTrue()
        assertThat(users.add("add", User("d"), 1.hours)).isFalse()

        assertThat(users.ttl("set")?.toKotlinDuration()).matches { it != null && it in 59.minutes..60.minutes }
        assertThat(users.ttl("many")?.toKotlinDuration()).matches { it != null && it in 119.minutes..120.minutes }
        assertThat(users.ttl("add")).isEqualTo(Ttl.FOREVER)
        assertThat(users.touch("set", 3.hours)).isTrue()
        assertThat(users.ttl("set")?.toKotlinDuration()).matches { it != null && it in 179.minutes..180.minutes }
        assertThatThrownBy { users.set("set", User("a"), Duration.ZERO) }
            .hasMessage("ttl must be positive but was PT0S; use delete(key) to remove an entry")
    }

    @Test
    fun `loads once, and keeps what it loaded as long as it is told`() {
        val ada = users.getOrSet("loaded", freshFor = 1.minutes, keepFor = 10.minutes) { User("Ada", 36) }

        assertThat(ada).isEqualTo(User("Ada", 36))
        assertThat(users.getOrSet("loaded", freshFor = 1.minutes) { error("not loaded again") }).isEqualTo(ada)
        assertThat(users.ttl("loaded")?.toKotlinDuration()).matches { it != null && it in 9.minutes..10.minutes }
        assertThat(users.explain("loaded").grace()).hasMinutes(9)
        assertThat(users.getOrSet("default") { User("Grace") }).isEqualTo(User("Grace"))
    }

    @Test
    fun `loads many, but for those that are there`() {
        users["there"] = User("there")
        val asked = mutableListOf<Set<String>>()
        val found = users.getOrSetMany(listOf("there", "new", "nobody"), freshFor = 1.minutes) { missing ->
            asked += missing
            mapOf("new" to User("new"))
        }

        assertThat(found).isEqualTo(mapOf("there" to User("there"), "new" to User("new")))
        assertThat(asked).containsExactly(setOf("new", "nobody"))
    }

    @Test
    fun `exceptions of loaders are those of Java`() {
        val odd = IllegalStateException("odd")
        assertThatThrownBy { users.getOrSet("fails", freshFor = 1.minutes) { throw odd } }.isSameAs(odd)
        assertThatThrownBy { users.getOrSet("fails too", freshFor = 1.minutes) { throw IOException("away") } }
            .isInstanceOf(LoadException::class.java)
            .hasCauseInstanceOf(IOException::class.java)
    }

    @Test
    fun `locks are held for durations`() {
        users.lock("job", 1.minutes).use { lock ->
            assertThat(lock.tryAcquire()).isTrue()
            assertThat(lock.extend(2.minutes)).isTrue()
            users.lock("job", 1.seconds).use { assertThat(it.tryAcquire(10.milliseconds)).isFalse() }
        }
    }
}
