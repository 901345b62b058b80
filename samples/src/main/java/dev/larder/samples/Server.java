package dev.larder.samples;

import dev.larder.RedisUri;
import dev.larder.testkit.RedisProcess;

/** The Redis of one run: an embedded one that ends with it, or one that is given and left running. */
final class Server implements AutoCloseable {
    private final String uri;
    private final String description;
    private final Runnable end;

    private Server(String uri, String description, Runnable end) {
        this.uri = uri;
        this.description = description;
        this.end = end;
    }

    /**
     * A server that is there already.
     *
     * @throws Failure if the address cannot be read
     */
    static Server at(String uri) {
        try {
            return new Server(uri, "Redis at " + RedisUri.parse(uri), () -> {});
        } catch (IllegalArgumentException unreadable) {
            throw new Failure("--redis: " + unreadable.getMessage(), unreadable);
        }
    }

    /**
     * Starts a server of its own.
     *
     * @throws Failure if none can run here
     */
    static Server embedded() {
        try {
            RedisProcess process = RedisProcess.start();
            return new Server(process.uri(), "an embedded Redis", process::close);
        } catch (IllegalStateException cannotRun) {
            throw new Failure(
                    "There is no embedded Redis: " + cannotRun.getMessage() + System.lineSeparator()
                            + "Or use a server that runs: --redis redis://localhost:6379, from Maven"
                            + " -Dargs=\"--redis redis://localhost:6379\"",
                    cannotRun);
        }
    }

    String uri() {
        return uri;
    }

    /** The server as people may see it, without a password. */
    String description() {
        return description;
    }

    @Override
    public void close() {
        end.run();
    }
}
