package dev.larder.samples

import dev.larder.kotlin.cache
import dev.larder.testkit.RedisProcess
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** The Kotlin of the README. */
class QuickStartKotlinTest {
    data class User(val name: String, val email: String)

    private class Database {
        var reads = 0

        fun find(key: String): User = User(key, "$key@example.org").also { reads++ }
    }

    @Test
    fun `loads a value once and keeps it`() {
        RedisProcess.start().use { server ->
            val redis = server.uri()
            val database = Database()
            // region quick-start-kotlin
            val users = cache<User>(redis) { // such as "redis://localhost:6379"
                keyPrefix = "users"
                json()
            }

            val ada = users.getOrSet("ada") { database.find("ada") }
            // endregion
            users.use {
                assertThat(users.get("ada")).isEqualTo(ada)
                assertThat(users.getOrSet("ada") { database.find("ada") }).isEqualTo(User("ada", "ada@example.org"))
                assertThat(database.reads).isEqualTo(1)
            }
        }
    }
}
