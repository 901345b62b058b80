package dev.larder.serializer.yaml;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
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

    /** The one source that the serializer reads from. */
    @Override
    protected StrictParser _createParser(ObjectReadContext context, IOContext io, Reader reader) {
        return new StrictParser(
                context,
                io,
                context.getStreamReadFeatures(_streamReadFeatures),
                context.getFormatReadFeatures(_formatReadFeatures),
                _loadSettings,
                reader);
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
