package dev.larder.samples.shared;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Units {
    private Units() {}

    /** 26512 is {@code 26,512}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Powers of ten, as network and disk are counted: {@code 712 B}, {@code 1.7 kB}, {@code 45.1 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        return bytes < 999_950
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    /** {@code 0.85 ms}, {@code 12 ms}, {@code 1.25 s}. */
    public static String time(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 9.995) {
            return String.format(Locale.ROOT, "%.2f ms", millis);
        }
        return millis < 999.5
                ? String.format(Locale.ROOT, "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.2f s", millis / 1e3);
    }

    /** How many a second, rounded. */
    public static String rate(long number, Duration time) {
        return count(Math.round(number * 1e9 / Math.max(time.toNanos(), 1)));
    }

    /** A share from 0 to 1 in per cent. */
    public static String share(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
