package dev.larder.serializer.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.IOContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLFactoryBuilder;

/** Makes parsers and generators that agree with PyYAML on what a scalar is. */
final class StrictFactory extends YAMLFactory {
    private static final long serialVersionUID = 1L;

    StrictFactory(YAMLFactoryBuilder settings) {
        super(settings);
    }

    @Override
    protected StrictParser _createParser(
            ObjectReadContext context, IOContext io, byte[] bytes, int offset, int length) {
        return new StrictParser(
                context,
                io,
                context.getStreamReadFeatures(_streamReadFeatures),
                context.getFormatReadFeatures(_formatReadFeatures),
                _loadSettings,
                new Characters(decoded(ByteBuffer.wrap(bytes, offset, length))));
    }

    private String decoded(ByteBuffer bytes) {
        try {
            return UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException malformed) {
            throw _wrapIOFailure(malformed);
        }
    }

    @Override
    protected PlainGenerator _createGenerator(ObjectWriteContext context, IOContext io, Writer out) {
        return new PlainGenerator(
                context,
                io,
                context.getStreamWriteFeatures(_streamWriteFeatures),
                context.getFormatWriteFeatures(_formatWriteFeatures),
                _quotingChecker,
                new LinesEscaped(out),
                _dumpSettings);
    }

    /**
     * Leaves the last place of an array free, for SnakeYAML Engine 3.0.1 forgets to, and reads past its end when the last
     * character is the first half of one beyond the BMP.
     */
    private static final class Characters extends StringReader {
        Characters(String text) {
            super(text);
        }

        @Override
        public int read(char[] into) throws IOException {
            return read(into, 0, into.length - 1);
        }
    }

    /** Escapes what breaks lines in YAML 1.1 alone, and which SnakeYAML Engine leaves as it is; it is in quotes always. */
    private static final class LinesEscaped extends FilterWriter {
        LinesEscaped(Writer out) {
            super(out);
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            int done = from;
            for (int i = from; i < from + length; i++) {
                char c = text.charAt(i);
                if (c == '\u2028' || c == '\u2029') {
                    out.write(text, done, i - done);
                    out.write(c == '\u2028' ? "\\u2028" : "\\u2029");
                    done = i + 1;
                }
            }
            out.write(text, done, from + length - done);
        }
    }
}
