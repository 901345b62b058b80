package dev.larder.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassFileTest {
    /** A class with a bit of everything. */
    protected abstract static class Sample implements Comparable<Sample> {
        /** Takes two places in the constant pool. */
        public static final long BIG = 0x123456789ABCDEFL;

        int hidden = 7;

        /** Sums up. */
        protected double sum(int[] numbers, Map.Entry<String, long[][]> entry) {
            return Arrays.stream(numbers).asDoubleStream().sum() + entry.getValue().length + hidden;
        }

        @Override
        public int compareTo(Sample other) {
            return 0;
        }
    }

    private record Point(int x, int y) {}

    @Test
    void declares_what_is_public_or_protected() throws IOException {
        ClassSummary summary = summary(Sample.class);

        assertThat(summary.name()).isEqualTo(Sample.class.getName());
        assertThat(summary.supertypes()).containsExactly("java.lang.Object", "java.lang.Comparable");
        assertThat(summary.javaVersion()).isEqualTo(17);
        assertThat(summary.fields()).isEqualTo(2);
        assertThat(summary.codeBytes()).isPositive();
        assertThat(summary.api())
                .containsExactlyInAnyOrder(
                        "public static final long BIG",
                        "protected void <init>()",
                        "protected double sum(int[], java.util.Map$Entry)",
                        "public int compareTo(dev.larder.samples.ClassFileTest$Sample)");
    }

    @ParameterizedTest
    @ValueSource(classes = {HashMap.class, Map.class, String.class, Thread.State.class, Character.class, Math.class})
    void counts_what_reflection_counts(Class<?> type) throws IOException {
        ClassSummary summary = summary(type);

        int initializer = summary.methods() - type.getDeclaredMethods().length - type.getDeclaredConstructors().length;
        assertThat(initializer).as("the static initializer, if there is one").isBetween(0, 1);
        assertThat(summary.fields()).isGreaterThanOrEqualTo(type.getDeclaredFields().length);
        assertThat(names(summary)).isEqualTo(declared(type));
    }

    @Test
    void tells_kinds_apart() throws IOException {
        assertThat(summary(String.class).kind()).isEqualTo("class");
        assertThat(summary(Map.class).kind()).isEqualTo("interface");
        assertThat(summary(Target.class).kind()).isEqualTo("annotation");
        assertThat(summary(RetentionPolicy.class).kind()).isEqualTo("enum");
        assertThat(summary(Point.class).kind()).isEqualTo("record");
        assertThat(JdkClasses.ofThisJdk().summarize("java.base/module-info").kind())
                .isEqualTo("module");
    }

    @Test
    void reads_every_class_file_of_the_jdk() throws IOException {
        JdkClasses classes = JdkClasses.ofThisJdk();

        assertThat(classes.names()).hasSizeGreaterThan(5_000).contains("java.lang.Object", "java.util.Map$Entry");
        assertThat(classes.names().parallelStream().map(name -> sameName(classes, name)))
                .allMatch(Boolean::booleanValue);
    }

    @Test
    void refuses_bytes_that_are_not_exactly_a_class_file() throws IOException {
        byte[] whole = bytes(Point.class);

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException()
                    .as("%d of %d bytes", length, whole.length)
                    .isThrownBy(() -> ClassFile.summarize(cut));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassFile.summarize(Arrays.copyOf(whole, whole.length + 1)))
                .withMessageContaining("1 bytes follow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClassFile.summarize("no class file".getBytes(UTF_8)))
                .withMessageContaining("CAFEBABE");
    }

    private static boolean sameName(JdkClasses classes, String name) {
        try {
            ClassSummary summary = classes.summarize(name);
            return summary.kind().equals("module") || summary.name().equals(name);
        } catch (IOException failed) {
            throw new IllegalStateException(name, failed);
        }
    }

    private static Map<String, Long> names(ClassSummary summary) {
        return counted(summary.api().stream()
                .map(line -> line.replaceFirst("\\(.*", ""))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1)));
    }

    private static Map<String, Long> declared(Class<?> type) {
        Stream<String> methods = Stream.of(type.getDeclaredMethods())
                .filter(ClassFileTest::isApi)
                .map(Method::getName);
        Stream<String> constructors = Stream.of(type.getDeclaredConstructors())
                .filter(ClassFileTest::isApi)
                .map(constructor -> "<init>");
        Stream<String> fields =
                Stream.of(type.getDeclaredFields()).filter(ClassFileTest::isApi).map(Member::getName);
        return counted(Stream.of(methods, constructors, fields).flatMap(all -> all));
    }

    private static boolean isApi(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
    }

    private static Map<String, Long> counted(Stream<String> names) {
        return names.collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }

    private static ClassSummary summary(Class<?> type) throws IOException {
        return ClassFile.summarize(bytes(type));
    }

    private static byte[] bytes(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        }
    }
}
