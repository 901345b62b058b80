package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheListener;
import dev.larder.CacheStatistics;
import dev.larder.CacheUnavailableException;
import dev.larder.EntryInfo;
import dev.larder.LoadOptions;
import dev.larder.Pool;
import dev.larder.ServerStatistics;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.ValueFormat;
import dev.larder.testkit.RedisCluster;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.RedisReplicas;
import dev.larder.testkit.RedisSentinels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What statistics and explanations say of the servers, by topology. */
@Timeout(60)
class ServersTest {
    private static final Map<String, String> MANY =
            IntStream.range(0, 60).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));

    private final String prefix = "t" + UUID.randomUUID();

    private Cache<String> cache(Topology topology) {
        return Servers.builder(topology).keyPrefix(prefix).build(String.class);
    }

    private static List<String> names(CacheStatistics statistics) {
        return statistics.servers().stream().map(ServerStatistics::server).toList();
    }

    private static String place(RedisProcess server) {
        return "127.0.0.1:" + server.port();
    }

    @Test
    void one_server_without_its_password() {
        try (RedisProcess server = RedisProcess.onTcp().password("hush").start();
                Cache<String> cache = cache(Topology.single(server.uri()))) {
            assertThat(names(cache.statistics())).containsExactly(place(server));
            cache.set("k", "v");
            assertThat(cache.statistics().servers()).singleElement().satisfies(one -> {
                assertThat(one.idleConnections()).isEqualTo(1);
                assertThat(one.activeConnections()).isZero();
                assertThat(one.waitingCallers()).isZero();
            });
            EntryInfo info = cache.explain("k");
            assertThat(info.server()).isEqualTo(place(server));
            assertThat(info.shard()).isNull();
            assertThat(info.slot()).isEmpty();
            assertThat(List.of(info.toString(), cache.statistics().toString()))
                    .noneMatch(text -> text.contains("hush"));
        }
    }

    @Test
    void shards_by_their_names_and_servers_by_theirs() {
        try (RedisProcess one = RedisProcess.onTcp().password("hush").start();
                RedisProcess other = RedisProcess.start();
                Cache<String> cache =
                        cache(Topology.sharded(Shard.of("one", one.uri()), Shard.of("other", other.uri())))) {
            cache.setMany(MANY);
            assertThat(names(cache.statistics())).containsExactly(place(one), place(other));
            Map<String, Set<String>> serversOfShards = MANY.keySet().stream()
                    .map(cache::explain)
                    .collect(Collectors.groupingBy(
                            info -> String.valueOf(info.shard()),
                            Collectors.mapping(EntryInfo::server, Collectors.toSet())));
            assertThat(serversOfShards).isEqualTo(Map.of("one", Set.of(place(one)), "other", Set.of(place(other))));
            assertThat(cache.explain("k0")).asString().contains(", shard=o").doesNotContain("hush", "slot");
        }
    }

    @Test
    void a_server_before_and_after_a_change_is_one() {
        try (RedisProcess one = RedisProcess.start();
                RedisProcess other = RedisProcess.start();
                Cache<String> cache =
                        cache(Topology.sharded(one.uri(), other.uri()).movingFrom(Topology.single(one.uri())))) {
            cache.setMany(MANY);
            assertThat(names(cache.statistics())).containsExactlyInAnyOrder(place(one), place(other));
            assertThat(MANY.keySet().stream()
                            .map(key -> cache.explain(key).shard())
                            .distinct())
                    .containsExactlyInAnyOrder(place(one), place(other));
        }
    }

    @Test
    void a_primary_and_its_replicas() {
        try (RedisReplicas servers = RedisReplicas.start(2);
                Cache<String> cache = cache(Topology.replicated(
                        servers.primary().uri(), servers.replicaUris().toArray(String[]::new)))) {
            cache.set("k", "v");
            List<String> all = new ArrayList<>(List.of(place(servers.primary())));
            servers.replicas().forEach(each -> all.add(place(each)));
            assertThat(names(cache.statistics())).containsExactlyElementsOf(all);
            assertThat(cache.explain("k").server()).isEqualTo(place(servers.primary()));
        }
    }

    @Test
    void what_sentinels_watch_is_one_server_by_their_name_for_it() {
        try (RedisSentinels servers = RedisSentinels.start();
                Cache<String> cache = cache(Topology.sentinel(
                                servers.primaryName(), servers.sentinelUris().toArray(String[]::new))
                        .readingFromReplicas())) {
            assertThat(names(cache.statistics())).containsExactly(servers.primaryName());
            cache.set("k", "v");
            assertThat(cache.statistics().servers())
                    .singleElement()
                    .satisfies(one -> assertThat(one.idleConnections()).isPositive());
            assertThat(cache.explain("k").server()).isEqualTo(place(servers.primary()));
        }
    }

    @Test
    void nodes_of_a_cluster_once_they_are_known() {
        try (RedisCluster servers = RedisCluster.start();
                Cache<String> cache = cache(Topology.cluster(servers.uris().toArray(String[]::new)))) {
            assertThat(cache.statistics().servers()).isEmpty();
            cache.setMany(MANY);
            assertThat(names(cache.statistics()))
                    .containsAll(
                            servers.primaries().stream().map(ServersTest::place).toList());
            MANY.keySet().forEach(key -> {
                EntryInfo info = cache.explain(key);
                int slot = servers.slotOf(info.physicalKey());
                assertThat(info.slot()).hasValue(slot);
                assertThat(info.server()).isEqualTo(place(servers.primaryOf(slot)));
                assertThat(info).asString().contains(", slot=" + slot + ", ttl");
            });
        }
    }

    @Test
    void nothing_where_there_are_none() {
        try (Cache<String> memory = cache(Topology.inMemory());
                Cache<String> nowhere = cache(Topology.none())) {
            assertThat(memory.statistics().servers()).isEmpty();
            assertThat(nowhere.statistics().servers()).isEmpty();
            assertThat(memory.explain("k").slot()).isEmpty();
        }
    }

    @Test
    void callers_that_wait_in_vain_are_told_of_and_are_no_outage() {
        List<String> heard = new CopyOnWriteArrayList<>();
        CacheListener listener = new CacheListener() {
            @Override
            public void onPoolTimeout(String server, CacheUnavailableException cause) {
                heard.add("timeout at " + server + ": " + cause.getMessage());
            }

            @Override
            public void onOutage(String server, CacheUnavailableException cause) {
                heard.add("outage");
            }
        };
        try (RedisProcess server = RedisProcess.start();
                Cache<String> cache = Servers.builder(Topology.single(server.uri()))
                        .pool(Pool.ofMax(1).maxWait(Duration.ofSeconds(2)))
                        .listener(listener)
                        .build(String.class)) {
            cache.set("k", "v");
            server.freeze();
            CompletableFuture<Void> holding = CompletableFuture.runAsync(() -> cache.get("k"));
            while (cache.statistics().servers().get(0).activeConnections() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> cache.get("k"));
            while (cache.statistics().servers().get(0).waitingCallers() == 0) {
                Thread.onSpinWait();
            }
            waiting.join();
            server.thaw();
            holding.join();
            assertThat(cache.statistics().servers().get(0).poolTimeouts()).isEqualTo(1);
            assertThat(cache.statistics().servers().get(0).outages()).isZero();
            assertThat(heard)
                    .singleElement()
                    .asString()
                    .startsWith("timeout at " + place(server))
                    .contains("'get'", "no connection was free (active=1, idle=0, waiting=");
        }
    }

    @Test
    void a_plain_value_is_stale_when_the_key_beside_it_says_so() {
        try (RedisProcess server = RedisProcess.start();
                Cache<String> cache = Servers.builder(Topology.single(server.uri()))
                        .keyPrefix(prefix)
                        .valueFormat(ValueFormat.PLAIN)
                        .build(String.class)) {
            cache.getOrSet("k", () -> "v", LoadOptions.freshFor(Ttl.ofHours(1)).keepFor(Ttl.ofHours(3)));
            assertThat(cache.explain("k").grace()).isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
            cache.set("k", "w");
            assertThat(cache.explain("k").grace()).isLessThan(Duration.ofSeconds(1));
            cache.persist("k");
            assertThat(cache.explain("k").grace()).isZero();
        }
    }
}
