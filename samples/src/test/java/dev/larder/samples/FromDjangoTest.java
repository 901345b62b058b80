package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.serializer.json.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FromDjangoTest {
    @Test
    void reads_and_rewrites_every_value() {
        Ran ran = Ran.of(new FromDjango(), "--copies", "2");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("51 values, each 2 times", "django-redis-cache 3.0.1")
                .contains("   read: 102 of 102 are what they are in Python")
                .contains("   read as it is: 102 of 102 are what they are in Python")
                .contains("   rewriteAll: 102 entries in ")
                .contains("   read anew: 102 of 102 are what they were in Python")
                .contains("All 102 values moved");
        assertThat(ran.cells("   bytes in Redis")).containsExactly("112", "132");
        assertThat(ran.cells("   compressed by")).containsExactly("zlib", "none");
        assertThat(ran.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void draws_how_far_and_how_fast_it_is() {
        Ran ran = Ran.onTerminal(new FromDjango(), "--copies", "3");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .containsPattern(
                        "\r\u001b\\[K   rewriteAll \\[[#.]{20}] [\\d,]+ of [\\d,]+, [\\d,]+ a second, \\d+ s to go");
    }

    @Test
    void its_file_has_what_django_redis_cache_itself_has_written() throws IOException {
        Map<?, ?> all = json(Project.ROOT.resolve("impl/src/test/resources/interop/values.json"));
        Map<?, ?> some =
                json(Project.ROOT.resolve("samples/src/main/resources/dev/larder/samples/django-redis-cache.json"));
        Map<Object, Object> written = rows(all, "rows").stream()
                .filter(row -> "json".equals(row.get("serializer"))
                        && "zlib6".equals(row.get("compressor"))
                        && row.containsKey("stored"))
                .collect(Collectors.toMap(
                        row -> row.get("value"),
                        row -> Objects.requireNonNullElse(((Map<?, ?>) row.get("stored")).get("b64"), "longer")));

        assertThat(some.get("made_with")).isEqualTo(all.get("made_with"));
        assertThat(rows(some, "values"))
                .hasSize(51)
                .allSatisfy(value -> assertThat(written.get(value.get("key"))).isEqualTo(value.get("stored")));
    }

    private static Map<?, ?> json(Path file) throws IOException {
        return (Map<?, ?>)
                Objects.requireNonNull(new JsonSerializer().deserialize(Files.readAllBytes(file), Object.class));
    }

    @SuppressWarnings("unchecked") // the files have this form
    private static List<Map<String, Object>> rows(Map<?, ?> in, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(in.get(name));
    }
}
