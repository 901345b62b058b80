package dev.larder.benchmarks;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheSettings;
import dev.larder.Connections;
import dev.larder.Topology;
import dev.larder.ValueType;
import dev.larder.internal.codec.UnreadableException;
import dev.larder.internal.codec.ValueCodec;
import dev.larder.serializer.json.JsonSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** What a cache does with a value of a kilobyte, beside what Jackson and zlib alone do with it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Values {
    private static final int LEVEL = 6;

    private final Person person = Person.sample();
    private final JsonMapper mapper = JsonMapper.shared();
    private final ObjectWriter writer = mapper.writerFor(Person.class);
    private final ObjectReader reader = mapper.readerFor(Person.class);
    private final byte[] text = writer.writeValueAsBytes(person);
    private final byte[] deflated = deflate(text);

    // the same mapper on both sides, for what it refuses is not what is measured here
    private final ValueCodec<Person> json = codec(builder -> builder.serializer(JsonSerializer.using(mapper)));
    private final ValueCodec<Person> jsonZlib =
            codec(builder -> builder.serializer(JsonSerializer.using(mapper)).compressor("zlib"));
    private final ValueCodec<Person> strict = codec(builder -> builder.serializer(new JsonSerializer()));
    private final byte[] enveloped = json.encode(person);
    private final byte[] envelopedZlib = jsonZlib.encode(person);

    /** For JMH. */
    public Values() {}

    private static ValueCodec<Person> codec(UnaryOperator<CacheBuilder> how) {
        AtomicReference<@Nullable CacheSettings> made = new AtomicReference<>();
        Connections listening = new Connections() {
            @Override
            public <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
                made.set(settings);
                return CacheBuilder.connectTo(Topology.none()).build(type);
            }
        };
        how.apply(CacheBuilder.connectTo(Topology.inMemory()).provider(connection -> listening))
                .build(Person.class)
                .close();
        CacheSettings settings = Objects.requireNonNull(made.get());
        return new ValueCodec<>(settings, settings.serializer(), ValueType.of(Person.class));
    }

    /** How many bytes the envelope adds. */
    int overhead() {
        return enveloped.length - text.length;
    }

    /** How many bytes the envelope adds to what zlib makes of the value. */
    int overheadWithZlib() {
        return envelopedZlib.length - deflated.length;
    }

    /** Bare Jackson writes. */
    @Benchmark
    public byte[] jacksonWrites() {
        return writer.writeValueAsBytes(person);
    }

    /** The cache's way from a value to bytes for Redis. */
    @Benchmark
    @Beside("jacksonWrites")
    public byte[] jsonIsWritten() {
        return json.encode(person);
    }

    /** The same with the mapper that comes with the serializer. */
    @Benchmark
    @Beside("jacksonWrites")
    public byte[] jsonIsWrittenStrictly() {
        return strict.encode(person);
    }

    /** Bare Jackson reads. */
    @Benchmark
    public Object jacksonReads() {
        return reader.readValue(text);
    }

    /** The cache's way from bytes in Redis to a value. */
    @Benchmark
    @Beside("jacksonReads")
    public Person jsonIsRead() throws UnreadableException {
        return json.decode(enveloped);
    }

    /** The same with the mapper that comes with the serializer. */
    @Benchmark
    @Beside("jacksonReads")
    public Person jsonIsReadStrictly() throws UnreadableException {
        return strict.decode(enveloped);
    }

    /** Bare Jackson writes and zlib compresses, as the JDK's manual shows it. */
    @Benchmark
    public byte[] jacksonWritesAndZlibDeflates() {
        return deflate(writer.writeValueAsBytes(person));
    }

    /** The cache's way from a value to compressed bytes. */
    @Benchmark
    @Beside("jacksonWritesAndZlibDeflates")
    public byte[] jsonIsWrittenAndCompressed() {
        return jsonZlib.encode(person);
    }

    /** Zlib restores what it compressed, into an array of the right size, and bare Jackson reads it. */
    @Benchmark
    public Object zlibInflatesAndJacksonReads() throws DataFormatException {
        return reader.readValue(inflate(deflated, text.length));
    }

    /** The cache's way from compressed bytes to a value. */
    @Benchmark
    @Beside("zlibInflatesAndJacksonReads")
    public Person jsonIsRestoredAndRead() throws UnreadableException {
        return jsonZlib.decode(envelopedZlib);
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(LEVEL);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
            stream.write(bytes);
        } catch (IOException impossible) {
            throw new IllegalStateException("memory cannot be written", impossible);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    private static byte[] inflate(byte[] bytes, int length) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            byte[] out = new byte[length];
            int done = inflater.inflate(out);
            if (done != length) {
                throw new DataFormatException("expected " + length + " bytes but got " + done);
            }
            return out;
        } finally {
            inflater.end();
        }
    }
}
