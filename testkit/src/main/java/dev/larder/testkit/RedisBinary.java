package dev.larder.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** The redis-server that tests start: the embedded one, unpacked once for this JVM, or another that a property names. */
final class RedisBinary {
    private static final String PROPERTY = ExecutableProvider.PROPERTY_EXECUTABLE_LOCATION;
    private static final String VARIABLE = ExecutableProvider.ENVIRONMENT_EXECUTABLE_LOCATION;

    private static @Nullable Path found;
    private static @Nullable Path unpackedFolder;

    private RedisBinary() {}

    /**
     * Where it is.
     *
     * @throws IllegalStateException if there is none for this platform
     */
    static synchronized Path path() {
        Path known = found;
        if (known == null) {
            known = find();
            found = known;
        }
        return known;
    }

    /** The folder that exists only for this JVM; null if the server is one that was here before. */
    static synchronized @Nullable Path unpackedFolder() {
        return unpackedFolder;
    }

    static String advice() {
        return "name another redis-server by -D" + PROPERTY + "=/path/to/redis-server or by the environment variable "
                + VARIABLE;
    }

    private static Path find() {
        String named = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        if (named != null) {
            if (!Files.isExecutable(Path.of(named))) {
                throw new IllegalStateException("the redis-server '" + named + "' cannot be run; " + advice());
            }
            return Path.of(named);
        }
        try {
            File unpacked = ExecutableProvider.newJarResourceProvider().get();
            // files are deleted in the reverse order of these calls
            unpacked.getParentFile().deleteOnExit();
            unpacked.deleteOnExit();
            unpackedFolder = unpacked.getParentFile().toPath();
            return unpacked.toPath();
        } catch (IOException | RuntimeException none) {
            throw new IllegalStateException(
                    "no embedded redis-server for " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ": " + none.getMessage() + "; " + advice(),
                    none);
        }
    }
}
