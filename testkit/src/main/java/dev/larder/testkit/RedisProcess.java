package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real redis-server with an empty database, on a free port or a Unix socket of its own.
 *
 * <p>It ends with {@link #close}, with this JVM, and also when this JVM is killed: a shell beside it waits for the end of
 * a pipe that only this JVM holds open, and then removes the files too. It keeps no data on disk.
 */
public final class RedisProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final int MOST_LINES = 40;
    private static final String SOCKET = "s";
    private static final int LONGEST_SOCKET_PATH = 100;
    // what follows cat happens only if this JVM is killed: else it ends the shell first, and cleans up itself
    private static final String GUARD = "folder=$1; unpacked=$2; shift 2; \"$@\" & echo \"larder-pid=$!\";"
            + " cat > /dev/null; kill -9 $! 2> /dev/null; rm -rf \"$folder\"; test -z \"$unpacked\" || rm -rf \"$unpacked\"";

    private final Builder how;
    private final int port;
    private final Path folder;
    private final Thread atExit = new Thread(this::endAndForget);
    private final Deque<String> output = new ArrayDeque<>();
    private @Nullable Process guard;
    private long pid;
    private boolean frozen;

    private RedisProcess(Builder how, int port, Path folder) {
        this.how = how;
        this.port = port;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** A server on TCP that anyone may use. */
    public static RedisProcess start() {
        return onTcp().start();
    }

    /** Describes a server on TCP. */
    public static Builder onTcp() {
        return new Builder(false);
    }

    /** Describes a server on a Unix socket alone. */
    public static Builder onSocket() {
        return new Builder(true);
    }

    /** How a server is to be; used by one thread. */
    public static final class Builder {
        private static final int TRIES = 5;

        private final boolean socket;
        private final List<String> settings = new ArrayList<>();
        private @Nullable TlsFiles tls;
        private String login = "";
        private List<String> authentication = List.of();
        private List<String> arguments = List.of();
        private IntSupplier ports = Builder::freePort;

        private Builder(boolean socket) {
            this.socket = socket;
        }

        /** Speaks TLS alone, with this certificate. */
        public Builder tls(TlsFiles files) {
            tls = files;
            return this;
        }

        /** Asks everyone for a password. */
        public Builder password(String password) {
            login = ":" + encoded(password) + "@";
            authentication = List.of("AUTH", password);
            return setting("requirepass", password);
        }

        /** Knows this user with this password and these rights, and nobody else. */
        public Builder user(String name, String password, String... rights) {
            login = encoded(name) + ":" + encoded(password) + "@";
            authentication = List.of("AUTH", name, password);
            List<String> user = new ArrayList<>(List.of("user", name, "on", ">" + password));
            user.addAll(List.of(rights));
            return setting(user.toArray(String[]::new)).setting("user", "default", "off");
        }

        /** A line of redis.conf, word by word. */
        public Builder setting(String... words) {
            StringBuilder line = new StringBuilder(words[0]);
            for (int i = 1; i < words.length; i++) {
                line.append(" \"")
                        .append(words[i].replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
            settings.add(line.toString());
            return this;
        }

        /** What stands on its command line after the name of its file. */
        Builder arguments(String... words) {
            arguments = List.of(words);
            return this;
        }

        /** Where it finds the next port to try, instead of asking for any that is free. */
        Builder ports(IntSupplier next) {
            ports = next;
            return this;
        }

        /**
         * Starts it and waits until it answers.
         *
         * @throws IllegalStateException if no server can run here, with what it said
         */
        public RedisProcess start() {
            for (int tries = 1; ; tries++) {
                RedisProcess server = new RedisProcess(this, socket ? 0 : ports.getAsInt(), newFolder());
                try {
                    server.launch();
                    return server;
                } catch (PortTakenException taken) {
                    server.close();
                    if (tries == TRIES) {
                        throw new IllegalStateException("no free port in " + TRIES + " tries", taken);
                    }
                } catch (RuntimeException failed) {
                    server.close();
                    throw failed;
                }
            }
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, UTF_8).replace("+", "%20");
        }

        static int freePort() {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException none) {
                throw new UncheckedIOException(none);
            }
        }

        private static Path newFolder() {
            try {
                Path folder = Files.createTempDirectory("larder");
                if (folder.resolve(SOCKET).toString().getBytes(UTF_8).length <= LONGEST_SOCKET_PATH) {
                    return folder;
                }
                Files.delete(folder);
                return Files.createTempDirectory(Path.of("/tmp"), "larder");
            } catch (IOException full) {
                throw new UncheckedIOException(full);
            }
        }
    }

    private static final class PortTakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    // --- where it is

    /** What a cache connects to, user and password included. */
    public String uri() {
        if (how.socket) {
            return "unix://" + how.login + socket();
        }
        return (how.tls == null ? "redis://" : "rediss://") + how.login + "127.0.0.1:" + port;
    }

    /** The port; 0 on a Unix socket. */
    public int port() {
        return port;
    }

    /** The Unix socket, which exists only if the server was asked for one. */
    public Path socket() {
        return folder.resolve(SOCKET);
    }

    /** A connection of one's own that has logged in. */
    public RawRedis raw() {
        RawRedis raw = how.socket
                ? RawRedis.socket(socket())
                : how.tls == null ? RawRedis.tcp(port) : RawRedis.tls(port, how.tls.context());
        if (!how.authentication.isEmpty()) {
            try {
                raw.command(how.authentication.toArray(String[]::new));
            } catch (RuntimeException refused) {
                raw.close();
                throw refused;
            }
        }
        return raw;
    }

    /** What it tells of itself in this section, by name. */
    Map<String, String> info(String section) {
        try (RawRedis raw = raw()) {
            return infoOf(raw, section);
        }
    }

    private static Map<String, String> infoOf(RawRedis raw, String section) {
        Map<String, String> info = new HashMap<>();
        for (String line :
                Objects.requireNonNullElse(raw.text("INFO", section), "").split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return info;
    }

    /** Sends it a command by a connection of its own and returns the reply as {@link RawRedis#command} does. */
    @Nullable
    Object command(String... words) {
        try (RawRedis raw = raw()) {
            return raw.command(words);
        }
    }

    /** The id of its process. */
    synchronized long pid() {
        return pid;
    }

    /** Whether its process is there and not frozen. */
    synchronized boolean isRunning() {
        return guard != null
                && !frozen
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    // --- what happens to it

    /** Ends it at once, as a crash would; its data are lost. */
    public void kill() {
        end();
    }

    /**
     * Starts it anew where it was, with an empty database.
     *
     * @throws IllegalStateException if its port is taken by another and stays so
     */
    public void restart() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            end();
            try {
                launch();
                return;
            } catch (PortTakenException taken) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the port " + port + " is taken by another process", taken);
                }
            }
        }
    }

    /** Stops it in mid-step: connections stay, and nothing is answered. */
    public synchronized void freeze() {
        frozen = true;
        signal("STOP");
    }

    /** Lets it go on. */
    public synchronized void thaw() {
        frozen = false;
        signal("CONT");
    }

    /** Stops it in mid-step for this time, and returns at once. */
    public void freezeFor(Duration time) {
        freeze();
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS).execute(this::thaw);
    }

    /** Lets commands wait for this time, while it accepts connections; at once. The user must be allowed to ask. */
    public void pauseClients(Duration time) {
        command("CLIENT", "PAUSE", Long.toString(time.toMillis()));
    }

    /** Has no memory left from now, so that it answers writes with {@code OOM}. The user must be allowed to ask. */
    public void fill() {
        command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        command("CONFIG", "SET", "maxmemory", "1");
    }

    /** Has as much memory again as there is. The user must be allowed to ask. */
    public void makeRoom() {
        command("CONFIG", "SET", "maxmemory", "0");
    }

    /** Answers writes with {@code READONLY}, as the replica of a primary that is gone. The user must be allowed to ask. */
    public void readOnly() {
        command("REPLICAOF", "127.0.0.1", "1");
    }

    /** Takes writes again, with the data it has. The user must be allowed to ask. */
    public void writable() {
        command("REPLICAOF", "NO", "ONE");
    }

    private synchronized void signal(String name) {
        if (guard == null) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException noKill) {
            throw new UncheckedIOException(noKill);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        endAndForget();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // the hook runs already, and does the same
            output.clear();
        }
    }

    private void endAndForget() {
        end();
        Folders.delete(folder);
    }

    // --- starting and ending

    private synchronized void launch() {
        try {
            Path configuration = folder.resolve("redis.conf");
            Files.writeString(configuration, configuration());
            synchronized (output) {
                output.clear();
            }
            String binary = RedisBinary.path().toString();
            Path unpacked = RedisBinary.unpackedFolder();
            List<String> command = new ArrayList<>(List.of(
                    "sh",
                    "-c",
                    GUARD,
                    "sh",
                    folder.toString(),
                    unpacked == null ? "" : unpacked.toString(),
                    binary,
                    configuration.toString()));
            command.addAll(how.arguments);
            Process started = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            guard = started;
            CompletableFuture<Long> announced = new CompletableFuture<>();
            Thread reader = new Thread(() -> read(started, announced), "redis-" + port);
            reader.setDaemon(true);
            reader.start();
            pid = announced.get(READY_WITHIN.toSeconds(), TimeUnit.SECONDS);
            awaitReady();
        } catch (PortTakenException | IllegalStateException told) {
            throw told;
        } catch (Exception failed) {
            throw cannotStart(failed.toString());
        }
    }

    private String configuration() {
        List<String> lines = new ArrayList<>(List.of(
                // with the dash it starts where there is no IPv6 too
                "bind 127.0.0.1 -::1",
                "daemonize no",
                "save \"\"",
                "appendonly no",
                "repl-diskless-sync yes",
                "repl-diskless-sync-delay 0",
                "dir " + folder));
        TlsFiles tls = how.tls;
        if (how.socket) {
            lines.add("port 0");
            lines.add("unixsocket " + socket());
        } else if (tls == null) {
            lines.add("port " + port);
        } else {
            lines.addAll(List.of(
                    "port 0",
                    "tls-port " + port,
                    "tls-cert-file " + tls.certificate(),
                    "tls-key-file " + tls.key(),
                    "tls-ca-cert-file " + tls.certificate(),
                    "tls-auth-clients no"));
        }
        lines.addAll(how.settings);
        return String.join("\n", lines) + "\n";
    }

    private void read(Process process, CompletableFuture<Long> announced) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("larder-pid=")) {
                    announced.complete(Long.parseLong(line.substring("larder-pid=".length())));
                    continue;
                }
                synchronized (output) {
                    output.add(line);
                    if (output.size() > MOST_LINES) {
                        output.remove();
                    }
                }
            }
        } catch (IOException ended) {
            announced.completeExceptionally(ended);
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            switch (answer()) {
                case OURS -> {
                    if (alive) {
                        return;
                    }
                    throw new PortTakenException();
                }
                case ANOTHERS -> throw new PortTakenException();
                case NONE -> {}
            }
            if (!alive) {
                awaitLastWords();
                if (said().contains("Address already in use")) {
                    throw new PortTakenException();
                }
                throw cannotStart("it ended at once");
            }
            if (System.nanoTime() > deadline) {
                throw cannotStart("it did not answer within " + READY_WITHIN.toSeconds() + " s");
            }
            Thread.sleep(5);
        }
    }

    /** What a server said before it ended is read by another thread, which may be a little behind. */
    private void awaitLastWords() throws InterruptedException {
        String words = said();
        for (int looks = 0; looks < 50; looks++) {
            Thread.sleep(20);
            if (!words.isEmpty() && words.equals(said())) {
                return;
            }
            words = said();
        }
    }

    private enum Answer {
        NONE,
        OURS,
        ANOTHERS
    }

    /** Who answers: on a port that was free a moment ago it may be another process by now. */
    private Answer answer() {
        try (RawRedis raw = raw()) {
            raw.command("PING");
            return infoOf(raw, "server").getOrDefault("process_id", "").equals(Long.toString(pid))
                    ? Answer.OURS
                    : Answer.ANOTHERS;
        } catch (UncheckedIOException notYet) {
            return Answer.NONE;
        } catch (IllegalStateException refused) {
            String why = String.valueOf(refused.getMessage());
            // a user without the right to ask is known to the server, and a password of a setting only to us
            boolean closed = why.startsWith("NOPERM")
                    || (why.startsWith("NOAUTH")
                            && how.settings.stream().anyMatch(line -> line.startsWith("requirepass")));
            return closed ? Answer.OURS : why.startsWith("LOADING") ? Answer.NONE : Answer.ANOTHERS;
        }
    }

    /** The last lines of its log. */
    String said() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    /** The last lines of the logs of all these. */
    static String said(Collection<RedisProcess> servers) {
        return servers.stream()
                .map(server -> "the server on port " + server.port + " said: " + server.said())
                .collect(Collectors.joining("\n"));
    }

    private IllegalStateException cannotStart(String why) {
        return new IllegalStateException("no redis-server can start here (" + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + "): " + why + "; it said: " + said() + "\n" + RedisBinary.advice());
    }

    private synchronized void end() {
        Process running = guard;
        if (running == null) {
            return;
        }
        guard = null;
        frozen = false;
        ProcessHandle.of(pid).ifPresent(server -> {
            server.destroyForcibly();
            server.onExit()
                    .orTimeout(5, TimeUnit.SECONDS)
                    .exceptionally(late -> server)
                    .join();
        });
        running.destroyForcibly();
    }
}
