package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class KilledJvmTest {
    /** What a JVM may have started when it is killed. */
    enum Fixture {
        REPLICAS(3) {
            @Override
            List<RedisProcess> start() {
                RedisReplicas all = RedisReplicas.start(2);
                return Stream.concat(Stream.of(all.primary()), all.replicas().stream())
                        .toList();
            }
        },
        SENTINELS(6) {
            @Override
            List<RedisProcess> start() {
                RedisSentinels all = RedisSentinels.start();
                return Stream.concat(all.servers().stream(), all.sentinels().stream())
                        .toList();
            }
        },
        CLUSTER(6) {
            @Override
            List<RedisProcess> start() {
                return RedisCluster.start().nodes();
            }
        };

        private final int processes;

        Fixture(int processes) {
            this.processes = processes;
        }

        abstract List<RedisProcess> start();
    }

    @ParameterizedTest
    @EnumSource
    void no_server_and_no_file_of_a_fixture_outlives_its_jvm(Fixture fixture) throws Exception {
        try (Child child = new Child(fixture)) {
            List<ProcessHandle> servers = child.servers();
            assertThat(servers).hasSize(fixture.processes).allMatch(ProcessHandle::isAlive);
            assertThat(child.temporary).isNotEmptyDirectory();
            child.kill();
            for (ProcessHandle server : servers) {
                server.onExit().get(20, TimeUnit.SECONDS);
            }
            Eventually.until(child::leftNothing);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_left_of_a_fixture_that_was_not_closed(Fixture fixture) throws Exception {
        try (Child child = new Child(fixture)) {
            List<ProcessHandle> servers = child.servers();
            child.letEnd();
            assertThat(servers).hasSize(fixture.processes).noneMatch(ProcessHandle::isAlive);
            assertThat(child.leftNothing()).isTrue();
        }
    }

    @Test
    void several_jvms_start_clusters_at_the_same_time() throws Exception {
        List<Child> children = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                children.add(new Child(Fixture.CLUSTER));
            }
            List<ProcessHandle> servers = new ArrayList<>();
            for (Child child : children) {
                servers.addAll(child.servers());
            }
            assertThat(servers).hasSize(18).doesNotHaveDuplicates().allMatch(ProcessHandle::isAlive);
        } finally {
            ClosingAll.of(children);
        }
    }

    /** Another JVM that has started a fixture, with a folder for temporary files of its own. */
    private static final class Child implements AutoCloseable {
        private final Path temporary;
        private final Process process;
        private final BufferedReader lines;

        Child(Fixture fixture) throws IOException {
            temporary = Files.createTempDirectory("larder-test");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djava.io.tmpdir=" + temporary,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Sitter.class.getName(),
                            fixture.name())
                    .directory(temporary.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            lines = new BufferedReader(new InputStreamReader(process.getInputStream(), Charset.defaultCharset()));
        }

        /** The processes that it started. */
        List<ProcessHandle> servers() throws IOException {
            String pids = Objects.requireNonNull(lines.readLine(), "the child died");
            return Arrays.stream(pids.split(" ", -1))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
        }

        void kill() {
            process.destroyForcibly();
        }

        void letEnd() throws Exception {
            OutputStream toChild = process.getOutputStream();
            toChild.write('\n');
            toChild.flush();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        boolean leftNothing() {
            String[] inside = temporary.toFile().list((in, name) -> !name.startsWith("hsperfdata"));
            return inside == null || inside.length == 0;
        }

        @Override
        public void close() throws IOException {
            kill();
            process.onExit().join();
            lines.close();
            Eventually.until(this::leftNothing);
            Folders.delete(temporary);
        }
    }

    /** Starts a fixture, says the process ids of its servers, and waits for a line or to be killed. */
    static final class Sitter {
        public static void main(String[] arguments) throws Exception {
            long start = System.nanoTime();
            List<RedisProcess> servers = Fixture.valueOf(arguments[0]).start();
            System.err.println(arguments[0] + " took " + (System.nanoTime() - start) / 1_000_000 + " ms to start");
            System.out.println(servers.stream().map(server -> "" + server.pid()).collect(Collectors.joining(" ")));
            System.exit(System.in.read() < 0 ? 1 : 0);
        }
    }
}
