package dev.larder.samples;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param redis the server to use; null for an embedded one
 */
record Arguments(@Nullable String redis, boolean help) {
    static final String USAGE = """
            Usage: ClassIndex [--redis URI] [--help]

            Caches a summary of every class file of the running JDK in Redis, and shows what the cache did.

              --redis URI   uses this server instead of an embedded one, such as redis://localhost:6379,
                            under a key prefix of its own, and removes its entries at the end;
                            if it is stopped before, they expire within 10 minutes
              --help        shows this text

            From Maven: ./mvnw -q -Prun -Dargs="--redis redis://localhost:6379"
            """;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException if it has anything that is not in {@link #USAGE}
     */
    static Arguments parse(String... args) {
        String redis = null;
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--help") || args[i].equals("-h")) {
                help = true;
            } else if (args[i].startsWith("--redis=")) {
                redis = args[i].substring("--redis=".length());
            } else if (args[i].equals("--redis")) {
                if (++i == args.length) {
                    throw new IllegalArgumentException("--redis needs a URI, such as redis://localhost:6379");
                }
                redis = args[i];
            } else {
                throw new IllegalArgumentException("unknown argument: " + args[i]);
            }
        }
        return new Arguments(redis, help);
    }
}
