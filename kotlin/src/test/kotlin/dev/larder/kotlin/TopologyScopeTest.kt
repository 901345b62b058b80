package dev.larder.kotlin

import dev.larder.CacheBuilder
import dev.larder.Hashing
import dev.larder.Shard
import dev.larder.Topology
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

class TopologyScopeTest {
    private fun named(describe: TopologyScope.() -> Unit): Topology = TopologyScope(null).apply(describe).servers()

    private fun assertSame(java: Topology, kotlin: TopologyScope.() -> Unit) {
        assertThat(named(kotlin)).hasSameClassAs(java).usingRecursiveComparison().isEqualTo(java)
    }

    @Test
    fun `topologies are those of Java`() {
        assertSame(Topology.single("redis://a")) { single("redis://a") }
        assertSame(Topology.replicated("redis://a", "redis://b")) { replicated("redis://a", "redis://b") }
        assertSame(Topology.sharded("redis://a", "redis://b")) { sharded("redis://a", "redis://b") }
        assertSame(Topology.cluster("redis://a")) { cluster("redis://a") }
        assertSame(Topology.cluster("redis://a").readingFromReplicas()) { cluster("redis://a") { readingFromReplicas() } }
        assertSame(Topology.sentinel("mymaster", "redis://a")) { sentinel("mymaster", "redis://a") }
        assertSame(Topology.sentinel("mymaster", "redis://a").credentials("u", "p").readingFromReplicas()) {
            sentinel("mymaster", "redis://a") {
                credentials("u", "p")
                readingFromReplicas()
            }
        }
        assertSame(Topology.inMemory()) { inMemory() }
        assertSame(Topology.none()) { none() }
        assertSame(Topology.single("redis://a")) { topology(Topology.single("redis://a")) }
    }

    @Test
    fun `shards have names, weights and replicas`() {
        assertSame(
            Topology.sharded(
                Shard.of("a", "redis://a").weight(2).replicas("redis://b", "redis://c"),
                Shard.of("d", "redis://d"),
            ),
        ) {
            sharded {
                shard("a", "redis://a") {
                    weight = 2
                    replica("redis://b")
                    replica("redis://c")
                }
                shard("d", "redis://d")
            }
        }
        assertSame(Topology.sharded("redis://u:p@a")) { sharded { shard("redis://u:p@a") } }
        assertSame(Topology.sharded("redis://a").hashing(Hashing.DJANGO)) {
            sharded {
                hashing = Hashing.DJANGO
                shard("redis://a")
            }
        }
        assertThat(ShardedScope().hashing).isEqualTo(Topology.sharded("redis://a").hashing())
    }

    @Test
    fun `shards grow`() {
        assertSame(
            Topology.sharded("redis://a").movingTo(Topology.sharded("redis://a", "redis://b"))
                .movingFrom(Topology.single("redis://c")),
        ) {
            sharded {
                shard("redis://a")
                movingTo { sharded("redis://a", "redis://b") }
                movingFrom { single("redis://c") }
            }
        }
    }

    @Test
    fun `servers are named once`() {
        assertThatThrownBy { cache<String>("redis://u:secret@a") { sharded("redis://b") } }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageMatching("servers are named twice: .*a:6379.* and Sharded.*; name them once")
            .hasMessageNotContaining("secret")
        assertThatThrownBy { cache<String> { keyPrefix = "a" } }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageStartingWith("no servers named; give an address")
        assertThatThrownBy { CacheBuilder.connectTo("a").cache<String> { inMemory() } }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("in the CacheBuilder and as InMemory")
        assertThatThrownBy { named { sharded { } } }.hasMessageContaining("no shards named")
    }
}
