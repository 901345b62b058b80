package dev.larder.serializer.yaml;

import java.io.InputStream;
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

    @Override
    protected StrictParser _createParser(
            ObjectReadContext context, IOContext io, byte[] bytes, int offset, int length) {
        return parser(context, io, _createReader(bytes, offset, length, null, io));
    }

    @Override
    protected StrictParser _createParser(ObjectReadContext context, IOContext io, InputStream in) {
        return parser(context, io, _createReader(in, null, io));
    }

    @Override
    protected StrictParser _createParser(ObjectReadContext context, IOContext io, Reader reader) {
        return parser(context, io, reader);
    }

    private StrictParser parser(ObjectReadContext context, IOContext io, Reader reader) {
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
                out,
                _dumpSettings);
    }
}
