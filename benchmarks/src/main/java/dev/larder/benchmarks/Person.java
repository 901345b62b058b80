package dev.larder.benchmarks;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A value as programs keep it: about a kilobyte of JSON. */
public record Person(
        long id,
        String name,
        String email,
        Instant since,
        boolean active,
        double score,
        List<Order> orders,
        Map<String, String> labels) {
    /** Something within it. */
    public record Order(String article, int count, double price, String note) {}

    static Person sample() {
        return new Person(
                1234567890123L,
                "Ada Lovelace",
                "ada.lovelace@example.org",
                Instant.parse("2026-01-02T03:04:05.678Z"),
                true,
                0.8125,
                IntStream.range(0, 10)
                        .mapToObj(i -> new Order(
                                "article-" + 7919L * i, i + 1, 9.99 + i, "deliver to the side door of house " + i))
                        .toList(),
                Map.of("country", "GB", "language", "en", "segment", "engineering", "tier", "gold"));
    }
}
