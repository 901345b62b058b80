package dev.larder.serializer.yaml;

import java.util.regex.Pattern;

/**
 * What a scalar without quotes and tag is, as PyYAML takes it, by the rules of YAML 1.1.
 *
 * @see <a href="https://github.com/yaml/pyyaml/blob/main/lib/yaml/resolver.py">PyYAML's resolver</a>
 */
enum Scalar {
    TEXT,
    WHOLE,
    FRACTION,
    INFINITE,
    NEGATIVE_INFINITE,
    NO_NUMBER,
    TRUE,
    FALSE,
    NOTHING,
    TIME,
    /** One value in YAML 1.1 and another, or none, in YAML 1.2: octal and base 60, digits with {@code _}, and merges. */
    AMBIGUOUS;

    // repeated classes of characters only, for groups that repeat take stack
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
    private static final Pattern WITH_POINT =
            Pattern.compile("[-+]?[0-9]+\\.[0-9]*(?:[eE][-+][0-9]+)?|\\.[0-9]+(?:[eE][-+][0-9]+)?");
    private static final Pattern OTHER_WHOLE =
            Pattern.compile("[-+]?(?:0b[01_]+|0[0-7_]+|[1-9][0-9_]*|0x[0-9a-fA-F_]+)");
    private static final Pattern OTHER_WITH_POINT =
            Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?");
    private static final Pattern BASE_60 =
            Pattern.compile("[-+]?(?:[1-9][0-9_]*:[0-9:]*[0-9]|[0-9][0-9_]*:[0-9:]*[0-9]\\.[0-9_]*)");
    private static final Pattern NOT_BASE_60 = Pattern.compile("::|:[6-9][0-9]|:[0-9]{3}");

    static Scalar of(String plain) {
        if (plain.isEmpty()) {
            return NOTHING;
        }
        char first = plain.charAt(0);
        return first == '+' || first == '-' || first == '.' || (first >= '0' && first <= '9')
                ? number(plain)
                : word(plain);
    }

    private static Scalar word(String plain) {
        return switch (plain) {
            case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> TRUE;
            case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> FALSE;
            case "~", "null", "Null", "NULL" -> NOTHING;
            case "<<", "=" -> AMBIGUOUS;
            default -> TEXT;
        };
    }

    private static Scalar number(String plain) {
        if (DECIMAL.matcher(plain).matches()) {
            return WHOLE;
        }
        if (WITH_POINT.matcher(plain).matches()) {
            return FRACTION;
        }
        return switch (plain) {
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> INFINITE;
            case "-.inf", "-.Inf", "-.INF" -> NEGATIVE_INFINITE;
            case ".nan", ".NaN", ".NAN" -> NO_NUMBER;
            default -> Timestamp.is(plain) ? TIME : isAmbiguous(plain) ? AMBIGUOUS : TEXT;
        };
    }

    private static boolean isAmbiguous(String plain) {
        return OTHER_WHOLE.matcher(plain).matches()
                || OTHER_WITH_POINT.matcher(plain).matches()
                || (BASE_60.matcher(plain).matches()
                        && !NOT_BASE_60.matcher(plain).find());
    }
}
