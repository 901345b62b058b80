package dev.larder.internal.interop;

import dev.larder.serializer.json.JsonSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The files in {@code interop}, which django-redis-cache itself has written; what they mean is in the README there. */
final class Vectors {
    private Vectors() {}

    static Map<String, Object> file(String name) {
        try (InputStream file = Vectors.class.getResourceAsStream("/interop/" + name)) {
            byte[] bytes = Objects.requireNonNull(file, name).readAllBytes();
            return object(Objects.requireNonNull(new JsonSerializer().deserialize(bytes, Object.class)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<Map<String, Object>> objects(Map<String, Object> in, String name) {
        return list(in, name).stream().map(Vectors::object).toList();
    }

    static List<?> list(Map<String, Object> in, String name) {
        return (List<?>) Objects.requireNonNull(in.get(name), name);
    }

    static String text(Map<String, Object> in, String name) {
        return (String) Objects.requireNonNull(in.get(name), name);
    }

    static int number(Map<String, Object> in, String name) {
        return (Integer) Objects.requireNonNull(in.get(name), name);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    static byte[] base64(Map<String, Object> in, String name) {
        return Base64.getDecoder().decode(text(in, name));
    }

    /** The bytes that were in Redis. */
    static byte[] stored(Map<String, Object> row) {
        Map<String, Object> stored = object(Objects.requireNonNull(row.get("stored")));
        return stored.containsKey("b64") ? base64(stored, "b64") : inflated(base64(stored, "deflated_b64"));
    }

    private static byte[] inflated(byte[] bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] some = new byte[8192];
            while (!inflater.finished()) {
                int length = inflater.inflate(some);
                if (length == 0) {
                    throw new IllegalStateException("cut off");
                }
                all.write(some, 0, length);
            }
            return all.toByteArray();
        } catch (DataFormatException garbled) {
            throw new IllegalStateException(garbled);
        } finally {
            inflater.end();
        }
    }

    /** A value of Python as Java has it: a tuple is a list, and a number the smallest of its kind that holds it. */
    static @Nullable Object value(Map<String, Object> tagged) {
        String tag = text(tagged, "t");
        return switch (tag) {
            case "none" -> null;
            case "bool" -> tagged.get("v");
            case "int" -> whole(new BigInteger(text(tagged, "v")));
            case "float" -> Double.longBitsToDouble(Long.parseUnsignedLong(text(tagged, "bits"), 16));
            case "str" -> tagged.containsKey("v") ? text(tagged, "v") : longText(tagged);
            case "bytes" -> base64(tagged, "b64");
            case "list", "tuple" -> elements(tagged);
            case "dict" -> entries(tagged);
            case "python" -> time(text(tagged, "repr"));
            default -> throw new IllegalArgumentException("no counterpart for " + tagged);
        };
    }

    /** The one time among the values, as an Object has it. */
    private static String time(String repr) {
        if (!repr.equals("datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)")) {
            throw new IllegalArgumentException("no counterpart for " + repr);
        }
        return "2020-01-02T03:04:05+00:00";
    }

    private static Number whole(BigInteger number) {
        if (number.bitLength() < Integer.SIZE) {
            return number.intValue();
        }
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    /** What is not spelled out in the file. */
    private static String longText(Map<String, Object> tagged) {
        if (!tagged.containsKey("rule")) {
            return text(tagged, "head").substring(0, 1).repeat(number(tagged, "len"));
        }
        StringBuilder text = new StringBuilder();
        for (long i = 0; i < 13_000; i++) {
            text.append(String.format("%06d:", i * 7919 % 1_000_003));
        }
        return text.append("\u00fc".repeat(4500)).append("z".repeat(4500)).toString();
    }

    private static List<@Nullable Object> elements(Map<String, Object> tagged) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (Object each : list(tagged, "v")) {
            elements.add(value(object(each)));
        }
        return elements;
    }

    /** Keys are text, as in JSON. */
    private static Map<String, @Nullable Object> entries(Map<String, Object> tagged) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        for (Object each : list(tagged, "v")) {
            List<?> entry = (List<?>) each;
            entries.put(String.valueOf(value(object(entry.get(0)))), value(object(entry.get(1))));
        }
        return entries;
    }

    /** The same with each whole number as wide as can be, for how wide they are within a value is the serializer's choice. */
    static @Nullable Object widened(@Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return BigInteger.valueOf(((Number) value).longValue());
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> wide = new ArrayList<>();
            list.forEach(each -> wide.add(widened(each)));
            return wide;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> wide = new LinkedHashMap<>();
            map.forEach((key, each) -> wide.put(String.valueOf(key), widened(each)));
            return wide;
        }
        return value;
    }
}
