package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EntryInfoTest {
    private final EntryInfo.Builder info = EntryInfo.builder("k", "p:1:k", "here:1");

    @Test
    void says_of_an_absent_entry_where_it_would_be() {
        assertThat(info.build()).hasToString("EntryInfo[key=k, physicalKey=p:1:k, server=here:1, absent]");
        assertThat(info.build().exists()).isFalse();
        assertThat(info.build().shard()).isNull();
        assertThat(info.build().slot()).isEmpty();
        assertThat(info.build().compressedBytes()).isZero();
    }

    @Test
    void says_all_that_is_known() {
        EntryInfo all = info.shard("a")
                .slot(12)
                .present(Ttl.ofMinutes(5), 70)
                .format("json", "zlib", 90, Duration.ofMinutes(1))
                .compressedBytes(50)
                .leaseOwner("cafe")
                .build();
        assertThat(all)
                .hasToString("EntryInfo[key=k, physicalKey=p:1:k, server=here:1, shard=a, slot=12, ttl="
                        + Ttl.ofMinutes(5) + ", grace=PT1M, storedBytes=70, rawBytes=90, serializer=json,"
                        + " compressedBytes=50, compressor=zlib, leaseOwner=cafe]");
        assertThat(all.shard()).isEqualTo("a");
        assertThat(all.slot()).hasValue(12);
        assertThat(all.compressedBytes()).isEqualTo(50);
        assertThat(all.isCoolingDown()).isFalse();
    }

    @Test
    void says_what_is_wrong() {
        EntryInfo wrong = info.present(Ttl.FOREVER, 3)
                .unreadable("its checksum is wrong")
                .coolingDown()
                .build();
        assertThat(wrong)
                .asString()
                .endsWith("storedBytes=3, unreadable: its checksum is wrong, coolingDown]")
                .doesNotContain("null");
        assertThat(wrong.isCoolingDown()).isTrue();
    }
}
