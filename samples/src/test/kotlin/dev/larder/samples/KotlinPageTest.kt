package dev.larder.samples

import com.fasterxml.jackson.annotation.JsonTypeInfo
import dev.larder.CacheBuilder
import dev.larder.Topology
import dev.larder.kotlin.cache
import dev.larder.kotlin.getOrSet
import dev.larder.kotlin.minusAssign
import dev.larder.kotlin.set
import dev.larder.kotlin.suspending
import dev.larder.testkit.RedisProcess
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** The page on Kotlin. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KotlinPageTest {
    data class User(val name: String, val email: String = "$name@example.org")

    private class Database {
        var reads = 0

        fun find(key: String): User = User(key).also { reads++ }

        suspend fun findSlowly(key: String): User {
            delay(10)
            return withContext(Dispatchers.IO) { find(key) }
        }
    }

    private val server = RedisProcess.start()
    private val other = RedisProcess.start()
    private val replica = RedisProcess.start()
    private val database = Database()
    private val redis = server.uri()

    @AfterAll
    fun stop() = listOf(server, other, replica).forEach(RedisProcess::close)

    private fun log(line: String) = assertThat(line).isNotEmpty()

    @Test
    fun `describes a cache`() {
        // region kotlin-dsl
        val users = cache<User>(redis) {
            keyPrefix = "users"
            defaultTtl = 5.minutes
            json()
            zlib(level = 6)
            pool {
                maxConnections = 50
                maxWait = 200.milliseconds
            }
            resilience { openFor = 2.seconds }
            onEvent {
                outage { server, cause -> log("$server is away: $cause") }
                loadFailure { key, cause -> log("$key could not be loaded: $cause") }
            }
        }
        // endregion
        users.use {
            it["ada"] = User("Ada")
            assertThat(it["ada"]).isEqualTo(User("Ada"))
        }
    }

    @Test
    fun `names several servers`() {
        val (a, b, replicaOfB) = listOf(server.uri(), other.uri(), replica.uri())
        // region kotlin-sharded
        val users = cache<User> {
            sharded {
                shard("a", a) { weight = 2 }
                shard("b", b) { replica(replicaOfB) }
            }
            json()
        }
        // endregion
        users.use { assertThat(it["nobody"]).isNull() }
    }

    @Test
    fun `shares connections`() {
        // region kotlin-shared
        val builder = CacheBuilder.connectTo(redis)
        val users = builder.cache<User> { keyPrefix = "users"; json() }
        val teams = builder.cache<List<User>> { keyPrefix = "teams" }
        // endregion
        users.use {
            teams.use {
                teams["founders"] = listOf(User("Ada"), User("Grace"))
                assertThat(teams["founders"]).containsExactly(User("Ada"), User("Grace"))
            }
        }
    }

    @Test
    fun `uses a cache`() {
        cache<User>(redis) { json() }.use { users ->
            // region kotlin-use
            users["ada"] = User("Ada")
            users.set("guest", User("Guest"), 30.seconds)
            users.set("root", User("Root"), Duration.INFINITE)
            val email = users["ada"]?.email ?: "nobody@example.org"
            if ("guest" in users) users -= "guest"
            // endregion
            assertThat(email).isEqualTo("Ada@example.org")
            assertThat(users["guest"]).isNull()
            // region kotlin-load
            val ada = users.getOrSet("ada lovelace", freshFor = 1.minutes, keepFor = 10.minutes) {
                database.find("ada")
            }
            // endregion
            assertThat(ada).isEqualTo(User("ada"))
        }
    }

    @Test
    fun `suspends`() = runBlocking<Unit> {
        // region kotlin-suspending
        cache<User>(redis) { json() }.suspending().use { users ->
            val grace = users.getOrSet("grace") { database.findSlowly("grace") }
            users["hopper"] = grace
        }
        // endregion
        cache<User>(redis) { json() }.use { assertThat(it["hopper"]).isEqualTo(User("grace")) }
    }

    // region kotlin-sealed
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    sealed interface Payment {
        data class Card(val last4: String) : Payment
        data class Transfer(val iban: String) : Payment
        data object Cash : Payment
    }
    // endregion

    @Test
    fun `keeps sealed classes`() {
        for (serializer in listOf("json", "yaml", "msgpack")) {
            cache<Payment>(Topology.inMemory()) { serializer(serializer) }.use { payments ->
                for (payment in listOf(Payment.Card("4242"), Payment.Transfer("DE02"), Payment.Cash)) {
                    payments["k"] = payment
                    assertThat(payments["k"]).isEqualTo(payment)
                }
            }
        }
    }
}
