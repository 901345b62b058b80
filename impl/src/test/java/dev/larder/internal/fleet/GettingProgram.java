package dev.larder.internal.fleet;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A program that reads {@code k} of a server, given by its address, for each line that it is sent, and says {@code got VALUE}. */
final class GettingProgram {
    private GettingProgram() {}

    /** Runs it until there are no more lines. */
    public static void main(String[] args) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Cache<String> cache =
                CacheBuilder.connectTo(args[0]).serializer("json").build(String.class)) {
            while (lines.readLine() != null) {
                System.out.println("got " + cache.get("k"));
            }
        }
    }
}
