package dev.larder.samples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class files that every JDK carries, by class name; a module's own is called {@code java.base/module-info}. */
final class JdkClasses {
    private static final String SUFFIX = ".class";

    private final SortedMap<String, Path> files;

    private JdkClasses(SortedMap<String, Path> files) {
        this.files = files;
    }

    /** Finds those of the running JDK, in the order of their names. */
    static JdkClasses ofThisJdk() throws IOException {
        Path modules = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        try (Stream<Path> all = Files.walk(modules)) {
            return new JdkClasses(all.filter(file -> file.toString().endsWith(SUFFIX))
                    .collect(Collectors.toMap(
                            file -> className(modules.relativize(file)),
                            file -> file,
                            (one, two) -> one,
                            TreeMap::new)));
        }
    }

    private static String className(Path file) {
        String path = file.toString().substring(0, file.toString().length() - SUFFIX.length());
        return path.endsWith("/module-info")
                ? path
                : path.substring(path.indexOf('/') + 1).replace('/', '.');
    }

    /** The names, in order. */
    List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** Reads and summarizes some of them: the work that the cache saves. */
    Map<String, ClassSummary> summarize(Collection<String> names) throws IOException {
        Map<String, ClassSummary> summaries = new LinkedHashMap<>();
        for (String name : names) {
            summaries.put(name, summarize(name));
        }
        return summaries;
    }

    /** Reads and summarizes one of them. */
    ClassSummary summarize(String name) throws IOException {
        return ClassFile.summarize(Files.readAllBytes(Objects.requireNonNull(files.get(name), name)));
    }
}
