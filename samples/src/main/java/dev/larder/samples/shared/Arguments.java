package dev.larder.samples.shared;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. */
public final class Arguments {
    private static final Pattern OPTION = Pattern.compile("(?m)^ *(--[a-z]+)(?: ([A-Z]+))?(?=\\s)");

    private final Map<String, String> given;

    private Arguments(Map<String, String> given) {
        this.given = given;
    }

    /** Something that was asked for and cannot be. */
    public static final class WrongException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongException(String message) {
            super(message);
        }
    }

    /**
     * Reads the command line.
     *
     * @param options the options there are, a line each: {@code --redis URI   tells where}; those without a word in capitals
     *     take no value
     * @throws WrongException if anything else is asked for
     */
    static Arguments parse(String options, String... args) {
        Map<String, String> wanted = wanted(options);
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            String[] parts = args[i].equals("-h") ? new String[] {"--help"} : args[i].split("=", 2);
            String value = wanted.get(parts[0]);
            if (value == null) {
                throw new WrongException("unknown argument: " + args[i]);
            }
            if (value.isEmpty() && parts.length > 1) {
                throw new WrongException(parts[0] + " takes no value");
            }
            if (!value.isEmpty() && parts.length == 1 && i + 1 == args.length) {
                throw new WrongException(parts[0] + " needs a value: " + parts[0] + " " + value);
            }
            given.put(parts[0], parts.length > 1 ? parts[1] : value.isEmpty() ? "" : args[++i]);
        }
        return new Arguments(given);
    }

    /** The options and what they take: nothing, or a word for it. */
    private static Map<String, String> wanted(String options) {
        Map<String, String> wanted = new TreeMap<>();
        for (MatchResult each : OPTION.matcher(options).results().toList()) {
            wanted.put(each.group(1), Objects.requireNonNullElse(each.group(2), ""));
        }
        return wanted;
    }

    /** Whether an option was given. */
    public boolean has(String option) {
        return given.containsKey(option);
    }

    /** What was given for an option; null if it was not. */
    public @Nullable String text(String option) {
        return given.get(option);
    }

    /**
     * The number that was given for an option, or another if it was not.
     *
     * @throws WrongException if it is no whole number from the least to the most
     */
    public int number(String option, int otherwise, int least, int most) {
        String text = text(option);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException none) {
            // told below, as a number out of range is
            return wrong(option, text, least, most);
        }
        return wrong(option, text, least, most);
    }

    private static int wrong(String option, String text, int least, int most) {
        throw new WrongException(
                option + " must be a whole number from " + least + " to " + most + " but was '" + text + "'");
    }

    /**
     * Which of these was given for an option; the first if none was.
     *
     * @throws WrongException if it is none of them
     */
    public String choice(String option, String... choices) {
        String text = text(option);
        if (text == null) {
            return choices[0];
        }
        if (!List.of(choices).contains(text)) {
            throw new WrongException(
                    option + " must be one of " + String.join(", ", choices) + " but was '" + text + "'");
        }
        return text;
    }
}
