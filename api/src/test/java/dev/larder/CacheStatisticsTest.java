package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheStatisticsTest {
    private final ServerStatistics well = ServerStatistics.builder("here:1")
            .connections(2, 3, 4)
            .connections(5, 6, 7)
            .build();
    private final ServerStatistics away = ServerStatistics.builder("there:2")
            .poolTimeouts(8)
            .outages(9, Duration.ofSeconds(10))
            .build();
    private final List<ServerStatistics> servers = new ArrayList<>(List.of(well, away));
    private final CacheStatistics statistics = CacheStatistics.builder()
            .reads(3, 1, 2)
            .writes(5, 6)
            .loads(7, 8, 9, 1_000)
            .troubles(10, 11)
            .loadTimes(100, 200, 300, 400)
            .bytes(12, 13)
            .journal(14)
            .servers(servers)
            .build();

    @Test
    void tells_what_it_was_given() {
        assertThat(statistics.hits()).isEqualTo(3);
        assertThat(statistics.misses()).isEqualTo(1);
        assertThat(statistics.staleHits()).isEqualTo(2);
        assertThat(statistics.hitRatio()).isEqualTo(0.75);
        assertThat(statistics.puts()).isEqualTo(5);
        assertThat(statistics.deletes()).isEqualTo(6);
        assertThat(statistics.loads()).isEqualTo(7);
        assertThat(statistics.loadFailures()).isEqualTo(8);
        assertThat(statistics.commitsRejected()).isEqualTo(9);
        assertThat(statistics.totalLoadTime()).isEqualTo(Duration.ofNanos(1_000));
        assertThat(statistics.unreadable()).isEqualTo(10);
        assertThat(statistics.dropped()).isEqualTo(11);
        assertThat(statistics.p50LoadTime()).isEqualTo(Duration.ofNanos(100));
        assertThat(statistics.p95LoadTime()).isEqualTo(Duration.ofNanos(200));
        assertThat(statistics.p99LoadTime()).isEqualTo(Duration.ofNanos(300));
        assertThat(statistics.maxLoadTime()).isEqualTo(Duration.ofNanos(400));
        assertThat(statistics.bytesRead()).isEqualTo(12);
        assertThat(statistics.bytesWritten()).isEqualTo(13);
        assertThat(statistics.journalLength()).isEqualTo(14);
        assertThat(statistics.servers()).containsExactly(well, away);
    }

    @Test
    void does_not_change_when_its_list_of_servers_does() {
        servers.clear();
        assertThat(statistics.servers()).hasSize(2);
        assertThatThrownBy(() -> statistics.servers().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_server_adds_up_its_pools() {
        assertThat(well.activeConnections()).isEqualTo(7);
        assertThat(well.idleConnections()).isEqualTo(9);
        assertThat(well.waitingCallers()).isEqualTo(11);
        assertThat(well.poolTimeouts()).isZero();
        assertThat(well.outages()).isZero();
        assertThat(well.isAway()).isFalse();
        assertThat(well.awayFor()).isNull();
        assertThat(away.poolTimeouts()).isEqualTo(8);
        assertThat(away.outages()).isEqualTo(9);
        assertThat(away.isAway()).isTrue();
        assertThat(away.awayFor()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void reads_in_one_line() {
        assertThat(statistics)
                .asString()
                .startsWith("CacheStatistics[hits=3, misses=1, ")
                .contains("p99LoadTime=PT0.0000003S, maxLoadTime=", "bytesRead=12, bytesWritten=13, journalLength=14")
                .contains("servers=[ServerStatistics[here:1, activeConnections=7, idleConnections=9, waitingCallers=11,"
                        + " poolTimeouts=0, outages=0], ServerStatistics[there:2, ")
                .endsWith("outages=9, awayFor=PT10S]]]")
                .doesNotContain("\n");
    }
}
