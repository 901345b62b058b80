package dev.larder.fuzz;

import dev.larder.ValueType;
import dev.larder.fuzz.ReadersFuzzTest.Sample;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the fuzzer has values read as, and a value of each. */
final class Types {
    static final Type SAMPLE = Sample.class;

    static final List<Type> ALL = List.of(
            SAMPLE,
            String.class,
            Integer.class,
            Double.class,
            Object.class,
            Level.class,
            Instant.class,
            LocalDate.class,
            ZonedDateTime.class,
            Duration.class,
            BigDecimal.class,
            BigInteger.class,
            UUID.class,
            new ValueType<List<Map<String, Object>>>() {}.type(),
            new ValueType<Map<String, List<Sample>>>() {}.type(),
            new ValueType<Set<Integer>>() {}.type());

    static final List<Object> VALUES = List.of(
            new Sample("text \u00e4\ud83d\ude00", -1L << 40, 1.5, true),
            "a text: - # [with] {much} &in *it | > ' \" \\ \n",
            -123456,
            -1.5e-300,
            "an object",
            Level.HIGH,
            Instant.parse("2026-01-02T03:04:05.000000006Z"),
            LocalDate.of(2026, 2, 28),
            ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")),
            Duration.ofNanos(-1),
            new BigDecimal("-12345678901234567890.012345678901234567890"),
            BigInteger.TWO.pow(100),
            new UUID(1, 2),
            List.of(nested()),
            Map.of("some", List.of(new Sample("a", 1, 2, false))),
            Set.of(7));

    enum Level {
        LOW,
        HIGH
    }

    private Types() {}

    private static Map<String, Object> nested() {
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("text", "x");
        nested.put("number", 5);
        nested.put("list", List.of(true, 0.5, List.of()));
        nested.put("map", Map.of("key", ""));
        return nested;
    }
}
