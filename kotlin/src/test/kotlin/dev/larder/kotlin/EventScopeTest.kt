package dev.larder.kotlin

import dev.larder.CacheListener
import dev.larder.CacheUnavailableException
import dev.larder.Topology
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import java.time.Duration

class EventScopeTest {
    private val heard = mutableListOf<String>()

    private fun listener(describe: EventScope.() -> Unit): CacheListener = Listeners(EventScope().apply(describe).listeners)

    @Test
    fun `every event has its block`() {
        val away = CacheUnavailableException("away", null)
        val listener = listener {
            hit { heard += "hit $it" }
            miss { heard += "miss $it" }
            staleHit { heard += "staleHit $it" }
            put { heard += "put $it" }
            delete { heard += "delete $it" }
            read { key, bytes -> heard += "read $key $bytes" }
            write { key, bytes -> heard += "write $key $bytes" }
            load { key, took -> heard += "load $key $took" }
            loadFailure { key, cause -> heard += "loadFailure $key ${cause.message}" }
            commitRejected { heard += "commitRejected $it" }
            unreadable { key, reason -> heard += "unreadable $key $reason" }
            dropped { operation, cause -> heard += "dropped $operation ${cause.message}" }
            poolTimeout { server, cause -> heard += "poolTimeout $server ${cause.message}" }
            outage { server, cause -> heard += "outage $server ${cause.message}" }
            outageEnd { server, lasted -> heard += "outageEnd $server $lasted" }
        }
        listener.onHit("k")
        listener.onMiss("k")
        listener.onStaleHit("k")
        listener.onPut("k")
        listener.onDelete("k")
        listener.onRead("k", 1)
        listener.onWrite("k", 2)
        listener.onLoad("k", Duration.ofSeconds(3))
        listener.onLoadFailure("k", Exception("no"))
        listener.onCommitRejected("k")
        listener.onUnreadable("k", "garbled")
        listener.onDropped("set", away)
        listener.onPoolTimeout("s", away)
        listener.onOutage("s", away)
        listener.onOutageEnd("s", Duration.ofMillis(4))

        assertThat(heard).containsExactly(
            "hit k", "miss k", "staleHit k", "put k", "delete k", "read k 1", "write k 2", "load k 3s", "loadFailure k no",
            "commitRejected k", "unreadable k garbled", "dropped set away", "poolTimeout s away", "outage s away",
            "outageEnd s 4ms",
        )
    }

    @Test
    fun `a cache tells all that listen, in their order, whatever one of them throws`() {
        cache<String>(Topology.inMemory()) {
            json()
            onEvent {
                miss { throw IllegalStateException("broken") }
                miss { heard += "first" }
            }
            listener(object : CacheListener {
                override fun onMiss(key: String) {
                    heard += "second"
                }
            })
            onEvent { miss { heard += "third $it" } }
        }.use { assertThat(it["k"]).isNull() }

        assertThat(heard).containsExactly("first", "second", "third k")
    }

    @Test
    fun `what they throw reaches the log of the cache, all of it`() {
        val listener = listener {
            hit { throw IllegalStateException("first") }
            hit { throw IllegalStateException("second") }
        }

        assertThatThrownBy { listener.onHit("k") }
            .hasMessage("first")
            .satisfies({ assertThat(it.suppressed.map(Throwable::message)).containsExactly("second") })
    }
}
