package dev.larder.serializer.yaml;

import java.io.Writer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.IOContext;
import tools.jackson.dataformat.yaml.YAMLGenerator;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Writes what readers of YAML 1.1 and of YAML 1.2 take for the same. */
final class PlainGenerator extends YAMLGenerator {
    PlainGenerator(
            ObjectWriteContext context,
            IOContext io,
            int features,
            int format,
            StringQuotingChecker quoting,
            Writer out,
            @Nullable DumpSettings settings) {
        super(context, io, features, format, quoting, out, null, settings);
    }

    @Override
    protected void _writeScalar(String value, String type, ScalarStyle style) {
        boolean fraction = type.equals("double") || type.equals("float") || type.equals("java.math.BigDecimal");
        super._writeScalar(fraction ? withPointAndSign(value) : value, type, style);
    }

    /** In YAML 1.1 a number with an exponent has a point, and its exponent a sign; else it is text. */
    private static String withPointAndSign(String number) {
        int e = number.indexOf('E');
        if (e < 0) {
            return number;
        }
        String digits = number.substring(0, e);
        String exponent = number.substring(e + 1);
        boolean signed = exponent.startsWith("-") || exponent.startsWith("+");
        return digits + (digits.contains(".") ? "E" : ".E") + (signed ? "" : "+") + exponent;
    }

    /** Names of properties are bare if they are plain words; texts that are values never are. */
    static final class Names extends StringQuotingChecker {
        private static final long serialVersionUID = 1L;
        private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

        @Override
        public boolean needToQuoteName(String name) {
            // y and n are truths in YAML 1.1 for all but PyYAML
            boolean word = WORD.matcher(name).matches() && Scalar.of(name) == Scalar.TEXT;
            return !word || name.equalsIgnoreCase("y") || name.equalsIgnoreCase("n");
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return true;
        }
    }
}
