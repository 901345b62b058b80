package dev.larder.internal.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysInteropTest {
    private static final Map<String, Object> FILE = Vectors.file("keys.json");

    /** Versions of Python that are no int of Java. */
    private static final List<String> NO_VERSIONS = List.of("'v2'", "1.5", "100000000000000000000");

    /** Keys of Python that are no text; what Python makes of them is the same key as that text. */
    private static final List<String> NO_TEXT = List.of("7", "7.0", "None", "b'bytes'", "('t', 1)");

    @Test
    void an_entry_has_the_key_that_django_redis_cache_gives_it() {
        List<String> noVersions = new ArrayList<>();
        List<String> noText = new ArrayList<>();
        int same = 0;
        for (Map<String, Object> row : Vectors.objects(FILE, "rows")) {
            String versionInPython = Vectors.text(row, "version_py");
            if (NO_VERSIONS.contains(versionInPython)) {
                noVersions.add(Vectors.text(row, "redis_key"));
                continue;
            }
            int version = Integer.parseInt(versionInPython.replace("'", ""));
            String key = Vectors.text(row, row.get("key") == null ? "key_py" : "key");
            if (row.get("key") == null) {
                noText.add(key);
            }
            assertKey(Vectors.text(row, "key_prefix"), version, key, Vectors.base64(row, "redis_key_b64"));
            same++;
        }
        assertThat(noVersions)
                .containsExactly(":v2:a", ":100000000000000000000:a", "p:v2:a", "p:1.5:a", "p:100000000000000000000:a");
        assertThat(noText).containsExactlyElementsOf(NO_TEXT);
        assertThat(same).isEqualTo(72 - noVersions.size());
    }

    private static void assertKey(String prefix, int version, String key, byte[] inRedis) {
        Memory memory = new Memory();
        Cache<Long> cache = memory.caches()
                .serializer("json")
                .keyPrefix(prefix)
                .version(version)
                .build(Long.class);
        memory.plant(inRedis, new byte[] {'4', '2'});
        assertThat(cache.get(key)).isEqualTo(42L);
        assertThat(cache.keys("*").toList()).containsExactly(key);
        cache.set(key, 43L);
        assertThat(memory.keys()).containsExactly(inRedis);
        assertThat(cache.clear()).isEqualTo(1);
        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void a_version_that_is_not_named_is_the_one_of_the_cache() {
        for (Map<String, Object> row : Vectors.objects(FILE, "default_version_rows")) {
            Memory memory = new Memory();
            memory.caches()
                    .serializer("json")
                    .keyPrefix("pp")
                    .version(Vectors.number(row, "VERSION_setting"))
                    .build(String.class)
                    .set("a", "v");
            assertThat(memory.keys())
                    .containsExactly(Vectors.text(row, "redis_key").getBytes(UTF_8));
        }
    }

    @Test
    void prefixes_that_run_into_versions_share_keys_as_there() {
        Memory memory = new Memory();
        memory.caches()
                .serializer("json")
                .keyPrefix("a:1")
                .version(2)
                .build(String.class)
                .set("x", "from A");
        assertThat(memory.caches()
                        .serializer("json")
                        .keyPrefix("a")
                        .version(1)
                        .build(String.class)
                        .get("2:x"))
                .isEqualTo("from A");
    }

    @Test
    void half_a_surrogate_pair_is_refused_as_there() {
        Cache<String> cache = new Memory().caches().serializer("json").build(String.class);
        assertThatThrownBy(() -> cache.set("\ud800", "v")).isInstanceOf(IllegalArgumentException.class);
    }
}
