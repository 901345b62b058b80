package dev.larder.internal.codec;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;

/**
 * A format beside its name as it stands in values.
 *
 * @param <F> serializer or compressor
 * @param name the name in ASCII
 * @param format the format
 */
record Named<F>(byte[] name, F format) {
    static <F> Named<F> of(String name, F format) {
        return new Named<>(name.getBytes(StandardCharsets.US_ASCII), format);
    }

    @SuppressWarnings("unchecked")
    static <F> Named<F>[] all(Map<String, F> formats) {
        return formats.entrySet().stream()
                .map(each -> of(each.getKey(), each.getValue()))
                .toArray(Named[]::new);
    }

    static <F> String list(Named<F>[] formats) {
        TreeSet<String> names = new TreeSet<>();
        for (Named<F> each : formats) {
            names.add(text(each.name, 0, each.name.length));
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** Names come from Redis, so whatever is no plain character is shown as a question mark. */
    static String text(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            text.append(bytes[i] > ' ' && bytes[i] < 0x7F ? (char) bytes[i] : '?');
        }
        return text.toString();
    }
}
