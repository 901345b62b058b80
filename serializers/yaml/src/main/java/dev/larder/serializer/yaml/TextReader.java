package dev.larder.serializer.yaml;

import java.io.Reader;

/**
 * Reads a text in parts that never end within a character of two chars, as snakeyaml-engine 3.0.1 cannot go on from there.
 */
final class TextReader extends Reader {
    private final String text;
    private int at;

    TextReader(String text) {
        this.text = text;
    }

    @Override
    public int read(char[] into, int offset, int length) {
        int left = text.length() - at;
        if (left == 0) {
            return -1;
        }
        int count = Math.min(length, left);
        if (count > 1 && count < left && Character.isHighSurrogate(text.charAt(at + count - 1))) {
            count--;
        }
        text.getChars(at, at + count, into, offset);
        at += count;
        return count;
    }

    @Override
    public void close() {
        // there is nothing to give back
    }
}
