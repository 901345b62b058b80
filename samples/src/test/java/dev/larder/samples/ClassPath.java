package dev.larder.samples;

import java.io.File;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The class path of this test as a module path of a program that uses Larder. */
final class ClassPath {
    // what tests need and programs do not; the samples are programs of their own
    private static final Pattern FOR_TESTS = Pattern.compile(".*[/\\\\](test-classes|samples[/\\\\]target[/\\\\].*"
            + "|testkit[/\\\\]target[/\\\\].*|larder-testkit.*|(junit|assertj|archunit|byte-buddy|opentest4j"
            + "|apiguardian|embedded-redis|slf4j-nop|jacoco|org\\.jacoco|surefire)[^/\\\\]*\\.jar)");

    private ClassPath() {}

    /** What a program has on its module path. */
    static List<Path> entries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !FOR_TESTS.matcher(entry).matches())
                .map(Path::of)
                .toList();
    }

    static ModuleReference module(String name) {
        return ModuleFinder.of(entries().toArray(Path[]::new))
                .find(name)
                .orElseThrow(() -> new IllegalStateException("no module " + name + " in " + entries()));
    }
}
