package dev.larder.samples

import dev.larder.CacheBuilder
import dev.larder.Topology
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import java.time.Instant

/** Data classes, by Jackson's Kotlin module on the class path. */
class KotlinValuesTest {
    enum class Level { LOW, HIGH }

    data class Address(val street: String, val zip: String? = null)

    data class Account(
        val id: Long,
        val owner: String,
        val level: Level = Level.LOW,
        val since: Instant,
        val addresses: List<Address> = listOf(),
        val notes: Map<String, Int?> = mapOf(),
    )

    @ParameterizedTest
    @ValueSource(strings = ["json", "yaml", "msgpack"])
    fun `keeps data classes with defaults and nulls`(serializer: String) {
        val full = Account(
            id = Long.MAX_VALUE,
            owner = "Ada \uD83D\uDE00",
            level = Level.HIGH,
            since = Instant.parse("2026-01-02T03:04:05.000006Z"),
            addresses = listOf(Address("Main Street", null), Address("Side Street", "0042")),
            notes = mapOf("one" to 1, "none" to null),
        )
        val sparse = Account(id = 1, owner = "", since = Instant.EPOCH)
        CacheBuilder.connectTo(Topology.inMemory()).serializer(serializer).build(Account::class.java).use { accounts ->
            accounts.set("full", full)
            accounts.set("sparse", sparse)
            assertThat(accounts.get("full")).isEqualTo(full)
            assertThat(accounts.get("sparse")).isEqualTo(sparse)
        }
    }

    /** What an older version of the program has written. */
    @ParameterizedTest
    @ValueSource(strings = ["json", "yaml", "msgpack"])
    fun `fills in what the bytes lack with the default`(serializer: String) {
        data class Old(val id: Long, val owner: String, val since: Instant)
        val builder = CacheBuilder.connectTo(Topology.inMemory()).serializer(serializer)
        builder.build(Old::class.java).use { old ->
            builder.build(Account::class.java).use { accounts ->
                old.set("k", Old(7, "ada", Instant.EPOCH))
                assertThat(accounts.get("k")).isEqualTo(Account(id = 7, owner = "ada", since = Instant.EPOCH))
            }
        }
    }
}
