package dev.larder.samples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that is a module of its own, compiled and run with ours on the module path. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ModulePathTest {
    private static final String MODULE = """
            module app {
                requires dev.larder.api;
                opens app;
            }
            """;
    private static final String MAIN = """
            package app;

            import dev.larder.Cache;
            import dev.larder.CacheBuilder;
            import dev.larder.Topology;

            public class Main {
                public record User(String name, String about) {}

                public static void main(String[] args) {
                    CacheBuilder builder = CacheBuilder.connectTo(Topology.inMemory()).serializer("json").compressor("zlib");
                    try (Cache<User> users = builder.build(User.class)) {
                        users.set("ada", new User("Ada", "a".repeat(5000)));
                        System.out.println("name " + users.get("ada").name());
                        System.out.println("written by " + users.explain("ada").serializer());
                        System.out.println("compressed by " + users.explain("ada").compressor());
                    }
                    ModuleLayer.boot().modules().stream()
                            .filter(module -> module.getName().startsWith("dev.larder"))
                            .map(module -> (module.getDescriptor().isAutomatic() ? "automatic " : "module ") + module.getName())
                            .sorted()
                            .forEach(System.out::println);
                }
            }
            """;

    @TempDir
    Path folder;

    private String modulePath = "";

    @BeforeEach
    void compile_the_program() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/app"));
        Path descriptor = Files.writeString(folder.resolve("source/module-info.java"), MODULE);
        Path main = Files.writeString(source.resolve("Main.java"), MAIN);
        Path classes = folder.resolve("classes");
        modulePath = ClassPath.entries().stream().map(Path::toString).collect(joining(File.pathSeparator));
        StringWriter said = new StringWriter();
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(said),
                        new PrintWriter(said),
                        "-p",
                        modulePath,
                        "-d",
                        classes.toString(),
                        descriptor.toString(),
                        main.toString());
        assertThat(code).as("javac said: %s", said).isZero();
    }

    @Test
    void a_module_finds_cache_serializer_and_compressor() throws Exception {
        List<String> said = run();

        assertThat(said).contains("name Ada", "written by json", "compressed by zlib");
    }

    @Test
    void our_modules_are_real_ones() throws Exception {
        List<String> said = run();

        assertThat(said)
                .contains("module dev.larder.api", "module dev.larder.impl")
                .contains("module dev.larder.serializer.java", "module dev.larder.serializer.json")
                .contains("module dev.larder.serializer.msgpack", "module dev.larder.serializer.yaml")
                .contains("module dev.larder.compressor.zlib")
                .noneMatch(line -> line.startsWith("automatic "));
    }

    private List<String> run() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path said = folder.resolve("said");
        Process child = new ProcessBuilder(
                        java.toString(),
                        "-p",
                        modulePath + File.pathSeparator + folder.resolve("classes"),
                        "-m",
                        "app/app.Main")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(child.waitFor(1, TimeUnit.MINUTES)).as("it ended").isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).as("it said: %s", Files.readString(said)).isZero();
        return Files.readAllLines(said);
    }
}
