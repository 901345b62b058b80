package dev.larder.serializer.yaml;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A day, or a time of one with an offset or without, as YAML 1.1 has them and PyYAML writes them. */
final class Timestamp {
    private static final Pattern FORM = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})"
            + "|([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \\t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]*))?"
            + "(?:[ \\t]*(?:(Z)|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?");
    // not Z, which readers of times without an offset pass over
    private static final String UTC = "+00:00";
    private static final int NANOS = 9;

    private Timestamp() {}

    static boolean is(String plain) {
        return FORM.matcher(plain).matches();
    }

    /**
     * The same in the form of ISO 8601, as {@code java.time} reads it.
     *
     * @throws java.time.DateTimeException if there is no such day or time
     */
    static String iso(String plain) {
        Matcher form = FORM.matcher(plain);
        if (!form.matches()) {
            throw new IllegalArgumentException("not a timestamp: " + plain);
        }
        if (form.group(1) != null) {
            return LocalDate.of(number(form, 1), number(form, 2), number(form, 3))
                    .toString();
        }
        LocalDateTime time = LocalDateTime.of(
                number(form, 4),
                number(form, 5),
                number(form, 6),
                number(form, 7),
                number(form, 8),
                number(form, 9),
                nanos(form.group(10)));
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time) + offset(form);
    }

    private static int nanos(@Nullable String fraction) {
        String digits = fraction == null ? "" : fraction.substring(0, Math.min(NANOS, fraction.length()));
        return digits.isEmpty() ? 0 : Integer.parseInt(digits + "0".repeat(NANOS - digits.length()));
    }

    private static String offset(Matcher form) {
        if (form.group(11) != null) {
            return UTC;
        }
        if (form.group(12) == null) {
            return "";
        }
        int sign = form.group(12).equals("-") ? -1 : 1;
        int minutes = form.group(14) == null ? 0 : number(form, 14);
        ZoneOffset offset = ZoneOffset.ofHoursMinutes(sign * number(form, 13), sign * minutes);
        return offset.equals(ZoneOffset.UTC) ? UTC : offset.getId();
    }

    private static int number(Matcher form, int group) {
        return Integer.parseInt(form.group(group));
    }
}
