package dev.larder.samples.shared;

import dev.larder.RedisUri;
import dev.larder.testkit.RedisProcess;
import java.util.UUID;
import java.util.function.Supplier;

/** The Redis of one run: an embedded one that ends with it, or one that is given and left running. */
public final class Server implements AutoCloseable {
    /** How to name one that is there already, a line of what a program may be asked for. */
    public static final String OPTION = """
              --redis URI   uses this server instead of an embedded one, under a key prefix
                            of its own, and removes its entries at the end
            """;

    private final String uri;
    private final String description;
    private final Runnable end;

    private Server(String uri, String description, Runnable end) {
        this.uri = uri;
        this.description = description;
        this.end = end;
    }

    /**
     * The server that was asked for; an embedded one if none was.
     *
     * @throws Failure if its address cannot be read, or none can run here
     */
    public static Server of(Arguments arguments) {
        String given = arguments.text("--redis");
        return given == null ? embedded() : at(given);
    }

    /**
     * A server that is there already.
     *
     * @throws Failure if the address cannot be read
     */
    private static Server at(String uri) {
        try {
            return new Server(uri, "Redis at " + RedisUri.parse(uri), () -> {});
        } catch (IllegalArgumentException unreadable) {
            throw new Failure("--redis: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Server embedded() {
        RedisProcess process = started(RedisProcess::start);
        return new Server(process.uri(), "an embedded Redis", process::close);
    }

    /**
     * Starts embedded servers.
     *
     * @throws Failure if none can run here
     */
    public static <T> T started(Supplier<T> servers) {
        try {
            return servers.get();
        } catch (IllegalStateException cannotRun) {
            throw new Failure("There is no embedded Redis: " + cannotRun.getMessage(), cannotRun);
        }
    }

    /** A key prefix that nobody else has. */
    public static String prefix() {
        return "larder-sample-" + UUID.randomUUID().toString().substring(0, 8);
    }

    public String uri() {
        return uri;
    }

    /** The server as people may see it, without a password. */
    public String description() {
        return description;
    }

    @Override
    public void close() {
        end.run();
    }
}
