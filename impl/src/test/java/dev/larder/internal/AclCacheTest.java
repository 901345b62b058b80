package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user with the rights that the manual tells to give. */
class AclCacheTest extends CacheContract {
    @RegisterExtension
    static final OneServer SERVER = new OneServer(
            () -> RedisProcess.onTcp().user("app", "p@ss:w/ö rd", rights()).start());

    private static String[] rights() {
        try (Stream<String> page = Files.lines(Path.of("../docs/security.md"))) {
            Stream<String> commands = page.filter(line -> line.startsWith("ACL SETUSER app on "))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .filter(word -> word.startsWith("+"));
            return Stream.concat(Stream.of("~t*"), commands).toArray(String[]::new);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    protected CacheBuilder builder() {
        return SERVER.builder();
    }
}
