package dev.larder.internal.store;

/**
 * A pattern over bytes as Redis' {@code SCAN MATCH} understands it: {@code *}, {@code ?}, {@code [a-c]}, {@code [^a]} and
 * {@code \}. Runs in time proportional to the lengths of pattern and text.
 */
public final class Glob {
    private final byte[] pattern;

    /** A glob of these bytes; every pattern has a meaning, none is refused. */
    public Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    /** Whether the whole text matches. */
    public boolean matches(byte[] text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int afterStar = 0;
        while (t < text.length) {
            int next = p < pattern.length && pattern[p] != '*' ? matchOne(p, text[t]) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                afterStar = t;
            } else if (star >= 0) {
                p = star + 1;
                t = ++afterStar;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Where the pattern goes on if its element at this place matches the byte, else -1. */
    private int matchOne(int at, byte character) {
        return switch (pattern[at]) {
            case '?' -> at + 1;
            case '[' -> matchSet(at + 1, character);
            case '\\' -> {
                int quoted = at + 1 < pattern.length ? at + 1 : at;
                yield pattern[quoted] == character ? quoted + 1 : -1;
            }
            default -> pattern[at] == character ? at + 1 : -1;
        };
    }

    private int matchSet(int at, byte character) {
        int p = at;
        boolean negated = p < pattern.length && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                found |= pattern[p + 1] == character;
                p += 2;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = Math.min(pattern[p] & 0xFF, pattern[p + 2] & 0xFF);
                int high = Math.max(pattern[p] & 0xFF, pattern[p + 2] & 0xFF);
                found |= (character & 0xFF) >= low && (character & 0xFF) <= high;
                p += 3;
            } else {
                found |= pattern[p] == character;
                p++;
            }
        }
        // Redis takes a set without its end as if it ended with the pattern
        return found != negated ? Math.min(p + 1, pattern.length) : -1;
    }
}
