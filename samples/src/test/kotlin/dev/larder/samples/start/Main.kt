package dev.larder.samples.start

// region start-kotlin
import dev.larder.kotlin.cache

data class User(val name: String, val email: String)

fun main(args: Array<String>) {
    val redis = args.firstOrNull() ?: "redis://localhost:6379"
    cache<User>(redis) { keyPrefix = "users"; json() }.use { users ->
        val ada = users.getOrSet("ada") {
            println("loading")
            User("Ada", "ada@example.org")
        }
        println(ada)
    }
}
// endregion
