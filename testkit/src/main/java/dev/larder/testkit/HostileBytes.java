package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Bytes made to overflow stacks, exhaust memory or take for ever: whatever a reader's own format is, it sees them all. */
final class HostileBytes {
    private static final int DEEP = 200_000;

    private HostileBytes() {}

    static Map<String, byte[]> all() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("JSON arrays", text("[".repeat(DEEP)));
        all.put("closed JSON arrays", text("[".repeat(DEEP) + "]".repeat(DEEP)));
        all.put("JSON objects", text("{\"a\":".repeat(DEEP)));
        all.put("JSON objects as a person's home", text("{\"name\":\"a\",\"home\":".repeat(DEEP / 10)));
        all.put("a JSON property unknown and deep", text("{\"unknown\":" + "[".repeat(DEEP)));
        all.put("a long number", text("1".repeat(DEEP)));
        all.put("a large exponent", text("1e999999999"));
        all.put("YAML lists", text("- ".repeat(DEEP / 10)));
        all.put("YAML maps", text("? ".repeat(DEEP / 10)));
        all.put("YAML aliases that laugh", text(laughs()));
        all.put("a YAML list of itself", text("&a [*a]"));
        all.put("a YAML map of itself", text("&a {a: *a}"));
        all.put("a YAML tag of a class", text("!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]"));
        all.put("a MessagePack array of arrays", filled(0x91));
        all.put("a MessagePack map of maps", filled(0x81, 0xa1, 'a'));
        all.put("a MessagePack map with maps for keys", filled(0x81));
        for (String claim : List.of(
                "dd7fffffff",
                "ddffffffff",
                "df7fffffff",
                "db7fffffff",
                "dbffffffff",
                "c67fffffff",
                "c97fffffff01",
                "dd10000000c0c0",
                "df10000000c0c0")) {
            all.put(
                    "MessagePack that claims to be long: " + claim,
                    HexFormat.of().parseHex(claim));
        }
        all.put("a Java stream of lists", onDeepStack(() -> java(nested(2000))));
        List<Object> sets = sets();
        all.put("a Java stream of sets that hash for ever", onDeepStack(() -> java(sets.get(sets.size() - 1))));
        all.put("the same sets side by side, the inner ones first", onDeepStack(() -> java(new ArrayList<>(sets))));
        all.put(
                "a Java array that claims to be long",
                HexFormat.of().parseHex("aced0005757200025b42acf317f8060854e00200007870" + "7fffffff"));
        all.put(
                "a Java array of objects that claims to be long",
                HexFormat.of()
                        .parseHex("aced0005757200135b4c6a6176612e6c616e672e4f626a6563743b90ce589f1073296c0200007870"
                                + "7ffffff0"));
        all.put("zeros", new byte[100_000]);
        all.put("ones", filled(0xff));
        return all;
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] filled(int... pattern) {
        byte[] bytes = new byte[DEEP];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pattern[i % pattern.length];
        }
        return bytes;
    }

    private static String laughs() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [\"lol\"]\n");
        for (int i = 1; i < 40; i++) {
            String alias = "*a" + (i - 1);
            yaml.append("a").append(i).append(": &a").append(i).append(" [");
            yaml.append(String.join(", ", Arrays.asList(alias, alias, alias, alias, alias, alias, alias, alias)));
            yaml.append("]\n");
        }
        return yaml.toString();
    }

    private static Object nested(int depth) {
        Object nested = "core";
        for (int i = 0; i < depth; i++) {
            nested = new ArrayList<>(List.of(nested));
        }
        return nested;
    }

    /** The bomb known as SerialDOS, the innermost sets first: each doubles the time to hash it, which reading it does. */
    private static List<Object> sets() {
        List<Object> sets = new ArrayList<>();
        Set<Object> one = new HashSet<>();
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            sets.addAll(List.of(other, one));
            // from outside to inside, for a set is hashed when it is added, and still empty then
            Set<Object> innerOne = new HashSet<>(Set.of("told apart by this"));
            Set<Object> innerOther = new HashSet<>();
            one.addAll(List.of(innerOne, innerOther));
            other.addAll(List.of(innerOne, innerOther));
            one = innerOne;
            other = innerOther;
        }
        Collections.reverse(sets);
        return sets;
    }

    private static byte[] java(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Writing such values takes more stack than a test has. */
    private static byte[] onDeepStack(Supplier<byte[]> writing) {
        CompletableFuture<byte[]> written = new CompletableFuture<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        written.complete(writing.get());
                    } catch (Throwable failed) {
                        written.completeExceptionally(failed);
                    }
                },
                "deep stack",
                256L << 20);
        thread.start();
        return written.join();
    }
}
