package dev.larder.samples;

import dev.larder.compressor.bzip2.Bzip2Compressor;
import dev.larder.compressor.lz4.Lz4Compressor;
import dev.larder.compressor.xz.XzCompressor;
import dev.larder.compressor.zlib.ZlibCompressor;
import dev.larder.compressor.zstd.ZstdCompressor;
import dev.larder.samples.shared.Arguments;
import dev.larder.samples.shared.Failure;
import dev.larder.samples.shared.Runner;
import dev.larder.samples.shared.Sample;
import dev.larder.samples.shared.Scale;
import dev.larder.samples.shared.Screen;
import dev.larder.samples.shared.Svg;
import dev.larder.samples.shared.Table;
import dev.larder.samples.shared.Units;
import dev.larder.serializer.java.JavaSerializer;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.serializer.msgpack.MessagePackSerializer;
import dev.larder.serializer.yaml.YamlSerializer;
import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How many bytes and how much time each serializer costs with each compressor, on records as programs have them. */
public final class Codecs implements Sample {
    private static final List<Serializer> SERIALIZERS =
            List.of(new JsonSerializer(), new MessagePackSerializer(), new JavaSerializer(), new YamlSerializer());
    private static final List<Compressor> COMPRESSORS = List.of(
            new Lz4Compressor(), new ZstdCompressor(), new ZlibCompressor(), new XzCompressor(), new Bzip2Compressor());

    /** As a cache does by default: smaller values are not compressed, and nothing is kept that became no smaller. */
    private static final int COMPRESS_FROM_BYTES = 1024;

    private static final int MOST_BYTES = 1 << 20;

    /** Each codec has its turn several times, so that all run while it is warm. */
    private static final int ROUNDS = 10;

    @Override
    public void run(Arguments arguments, Screen screen) throws Exception {
        int count = arguments.number("--records", 200, 1, 20_000);
        int seconds = arguments.number("--seconds", 20, 1, 3_600);
        String file = Objects.requireNonNullElse(arguments.text("--out"), "target/codecs.svg");

        List<ClassSummary> records = records(count);
        List<Codec> codecs = new ArrayList<>();
        for (Serializer serializer : SERIALIZERS) {
            codecs.add(new Codec(serializer, null, count));
            COMPRESSORS.forEach(compressor -> codecs.add(new Codec(serializer, compressor, count)));
        }
        screen.line(Units.count(records.size()) + " records of the class index, written and read by " + codecs.size()
                + " codecs. Of each");
        screen.line("record the quickest time counts, so that other programs do not. Values under");
        screen.line(Units.count(COMPRESS_FROM_BYTES) + " bytes are not compressed, as in a cache.");
        screen.line("");
        long slice = TimeUnit.SECONDS.toNanos(seconds) / ROUNDS / codecs.size();
        for (int round = 0; round < ROUNDS; round++) {
            for (Codec codec : codecs) {
                screen.progress("round " + (round + 1) + ", " + codec, round, ROUNDS);
                codec.measure(records, slice);
            }
        }
        screen.wipe();
        table(screen, codecs);
        Codec smallest = best(codecs, Comparator.comparingInt(Codec::bytes));
        Codec fastest = best(codecs, Comparator.comparingDouble(Codec::micros));
        String finding = "Smallest: " + smallest + " with " + Units.count(smallest.bytes())
                + " bytes a record. Fastest: " + fastest + " with " + micros(fastest.micros());
        screen.line("");
        screen.line(finding + " us.");
        screen.line("The chart is in");
        screen.line(
                picture(finding + " µs", records.size(), codecs).writeTo(file).toString());
    }

    /** Every so manyth class, so that all sizes are there. */
    private static List<ClassSummary> records(int count) throws Exception {
        JdkClasses classes = JdkClasses.ofThisJdk();
        List<String> names = classes.names();
        List<ClassSummary> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(classes.summarize(names.get((int) ((long) i * names.size() / count))));
        }
        return records;
    }

    /** A serializer with a compressor or none, and what it has cost so far. */
    private static final class Codec {
        private final Serializer serializer;
        private final @Nullable Compressor compressor;
        private final long[] writeNanos;
        private final long[] readNanos;
        private final long[] sizes;
        private int next;

        Codec(Serializer serializer, @Nullable Compressor compressor, int records) {
            this.serializer = serializer;
            this.compressor = compressor;
            this.writeNanos = new long[records];
            this.readNanos = new long[records];
            this.sizes = new long[records];
            Arrays.fill(writeNanos, Long.MAX_VALUE);
            Arrays.fill(readNanos, Long.MAX_VALUE);
        }

        /** Writes and reads records one by one for this time, but each once at least. */
        void measure(List<ClassSummary> records, long nanos) {
            long end = System.nanoTime() + nanos;
            for (int i = 0; i < records.size() && sizes[i] == 0; i++) {
                measure(records.get(i), i);
            }
            while (System.nanoTime() < end) {
                measure(records.get(next), next);
                next = (next + 1) % records.size();
            }
        }

        private void measure(ClassSummary record, int i) {
            long start = System.nanoTime();
            byte[] raw = serializer.serialize(record, ClassSummary.class);
            byte[] written = smaller(raw);
            long middle = System.nanoTime();
            byte[] restored = compressor == null || written.length == raw.length
                    ? written
                    : compressor.decompress(written, MOST_BYTES);
            Object read = serializer.deserialize(restored, ClassSummary.class);
            long end = System.nanoTime();
            if (!record.equals(read)) {
                throw new Failure(this + " read something else than was written: " + read, null);
            }
            writeNanos[i] = Math.min(writeNanos[i], middle - start);
            readNanos[i] = Math.min(readNanos[i], end - middle);
            sizes[i] = written.length;
        }

        private byte[] smaller(byte[] raw) {
            if (compressor == null || raw.length < COMPRESS_FROM_BYTES) {
                return raw;
            }
            byte[] compressed = compressor.compress(raw);
            return compressed.length < raw.length ? compressed : raw;
        }

        /** The bytes of a record on average. */
        int bytes() {
            return (int) Math.round(Arrays.stream(sizes).average().orElse(0));
        }

        /** The microseconds for writing a record, on average. */
        double write() {
            return Arrays.stream(writeNanos).average().orElse(0) / 1e3;
        }

        /** The microseconds for reading a record, on average. */
        double read() {
            return Arrays.stream(readNanos).average().orElse(0) / 1e3;
        }

        /** For writing a record and reading it. */
        double micros() {
            return write() + read();
        }

        String compressorName() {
            return compressor == null ? "none" : compressor.name();
        }

        @Override
        public String toString() {
            return compressor == null ? serializer.name() : serializer.name() + "+" + compressor.name();
        }
    }

    private static void table(Screen screen, List<Codec> codecs) {
        Table table = new Table(-10, -10, 12, 10, 10, 10);
        screen.line(table.row("serializer", "compressor", "bytes", "write us", "read us", "both us"));
        screen.line(table.rule());
        for (Codec codec : codecs) {
            screen.line(table.row(
                    codec.serializer.name(),
                    codec.compressorName(),
                    Units.count(codec.bytes()),
                    micros(codec.write()),
                    micros(codec.read()),
                    micros(codec.micros())));
        }
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, micros < 99.95 ? "%.1f" : "%,.0f", micros);
    }

    private static Codec best(List<Codec> codecs, Comparator<Codec> order) {
        return codecs.stream().min(order).orElseThrow();
    }

    // --- the picture

    private static final int WIDTH = 960;
    private static final int ROW = 20;
    private static final int GAP = 14;
    private static final int TOP = 140;
    private static final String GRID = "#e4e4e4";
    private static final String READ = "#0072b2";
    private static final String WRITE = "#d55e00";
    private static final String BYTES = "#8fb8d8";
    private static final String NOTHING_COMPRESSED = "#c9c9c9";

    /** A row a codec: how many bytes on the left, how much time on the right. */
    private static Svg picture(String finding, int records, List<Codec> codecs) {
        int bottom = TOP + codecs.size() * ROW + SERIALIZERS.size() * GAP;
        int mostBytes = codecs.stream().mapToInt(Codec::bytes).max().orElse(1);
        double least = powerOfTen(codecs.stream()
                .mapToDouble(codec -> Math.min(codec.read(), codec.write()))
                .min()
                .orElse(1));
        double most = 10
                * powerOfTen(codecs.stream()
                        .mapToDouble(codec -> Math.max(codec.read(), codec.write()))
                        .max()
                        .orElse(1));
        Scale bytes = Scale.linear(0, mostBytes * 1.12, 170, 500);
        Scale micros = Scale.logarithmic(least, most, 560, 930);

        Svg svg = new Svg(WIDTH, bottom + 60, finding);
        svg.text(24, 36, finding, "font-size=\"19\" font-weight=\"bold\" fill=\"#111111\"");
        svg.text(
                24,
                58,
                Units.count(records)
                        + " summaries of class files in one thread, the quickest time of each; values under "
                        + COMPRESS_FROM_BYTES + " bytes are not compressed, as in a cache",
                "fill=\"#666666\"");
        svg.text(170, 96, "bytes of a record, on average", "font-size=\"14\" font-weight=\"bold\"");
        svg.text(560, 96, "microseconds for a record", "font-size=\"14\" font-weight=\"bold\"");
        svg.dot(795, 91, 4.5, WRITE);
        svg.text(805, 96, "to write", "font-size=\"13\"");
        svg.ring(875, 91, 4.5, READ);
        svg.text(885, 96, "to read", "font-size=\"13\"");

        int step = mostBytes > 1_000 ? 500 : mostBytes > 500 ? 200 : 100;
        for (int tick = 0; tick <= mostBytes * 1.12; tick += step) {
            svg.line(bytes.at(tick), TOP - 18, bytes.at(tick), bottom, GRID);
            svg.text(bytes.at(tick), bottom + 16, Units.count(tick), "text-anchor=\"middle\"");
        }
        for (double tick = least; tick <= most * 1.01; tick *= 10) {
            for (int part = 1; part < 10 && tick * part <= most * 1.01; part++) {
                svg.line(
                        micros.at(tick * part),
                        TOP - 18,
                        micros.at(tick * part),
                        bottom,
                        part == 1 ? "#cccccc" : "#f1f1f1");
            }
            svg.text(
                    micros.at(tick),
                    bottom + 16,
                    String.format(Locale.ROOT, tick < 1 ? "%.1f" : "%,.0f", tick) + " µs",
                    "text-anchor=\"middle\"");
        }
        double y = TOP;
        String before = "";
        for (Codec codec : codecs) {
            String serializer = codec.serializer.name();
            if (!serializer.equals(before)) {
                y += before.isEmpty() ? 0 : GAP;
                svg.text(24, y + 4, serializer, "font-size=\"14\" font-weight=\"bold\"");
                before = serializer;
            }
            row(svg, codec, y, bytes, micros);
            y += ROW;
        }
        return svg;
    }

    private static void row(Svg svg, Codec codec, double y, Scale bytes, Scale micros) {
        svg.text(160, y + 4, codec.compressorName(), "text-anchor=\"end\"");
        double end = bytes.at(codec.bytes());
        svg.bar(bytes.at(0), y - 6, end - bytes.at(0), 12, codec.compressor == null ? NOTHING_COMPRESSED : BYTES);
        svg.text(end + 6, y + 4, Units.count(codec.bytes()), "font-size=\"11\"");
        svg.line(micros.at(codec.read()), y, micros.at(codec.write()), y, "#999999");
        svg.dot(micros.at(codec.write()), y, 4.5, WRITE);
        svg.ring(micros.at(codec.read()), y, 4.5, READ);
    }

    /** The greatest that is not above the value. */
    private static double powerOfTen(double value) {
        return Math.pow(10, Math.floor(Math.log10(value)));
    }

    // --- how it is called

    /** Runs it for the person at the keyboard. */
    public static void main(String... args) {
        Runner.main(new Codecs(), args);
    }

    @Override
    public String name() {
        return "codecs";
    }

    @Override
    public String about() {
        return """
                Measures every serializer with every compressor.
                It uses no server: a cache adds the way to Redis and back, the same for all.
                """;
    }

    @Override
    public String options() {
        return """
                  --records N   class files whose summaries are used; else 200
                  --seconds N   seconds that it takes in all, at least; else 20
                  --out FILE    the chart; else target/codecs.svg
                """;
    }
}
