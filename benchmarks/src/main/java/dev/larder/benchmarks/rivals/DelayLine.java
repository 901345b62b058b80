package dev.larder.benchmarks.rivals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A longer way to servers of this machine: each byte of a reply arrives a fixed time after the server sent it, however
 * many are on their way, as on a network. It runs in a process of its own, so that its work is counted for no client.
 */
final class DelayLine implements AutoCloseable {
    private final @Nullable Process process;
    private final List<Integer> ports;

    private DelayLine(@Nullable Process process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /** The servers themselves. */
    static DelayLine none(List<Integer> serverPorts) {
        return new DelayLine(null, serverPorts);
    }

    /** A way to each of these ports. */
    static DelayLine to(List<Integer> serverPorts, int micros) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                DelayLine.class.getName(),
                Integer.toString(micros)));
        serverPorts.forEach(port -> command.add(Integer.toString(port)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Integer> ports = new ArrayList<>();
        BufferedReader lines = process.inputReader();
        for (int i = 0; i < serverPorts.size(); i++) {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the way to the servers did not open");
            }
            ports.add(Integer.valueOf(line));
        }
        return new DelayLine(process, ports);
    }

    /** Where to connect to instead of the servers. */
    List<Integer> ports() {
        return ports;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }

    // --- in the process of its own

    /** Opens a way to each port of {@code args[1]} and up, prints its own port, and stays until its parent is gone. */
    public static void main(String[] args) throws IOException {
        long nanos = Integer.parseInt(args[0]) * 1_000L;
        for (String port : Arrays.asList(args).subList(1, args.length)) {
            ServerSocket listener = new ServerSocket();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            System.out.println(listener.getLocalPort());
            start(() -> accept(listener, Integer.parseInt(port), nanos));
        }
        while (System.in.read() >= 0) {
            // the parent says nothing; its end is the end of this stream
        }
        System.exit(0);
    }

    /** What came from the server at this time. */
    private record Part(long due, byte[] bytes) {}

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void accept(ServerSocket listener, int port, long nanos) throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            BlockingQueue<Part> way = new LinkedBlockingQueue<>();
            start(() -> carry(client, server));
            start(() -> send(server, way, nanos));
            start(() -> receive(way, client));
        }
    }

    private static void carry(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private static void send(Socket server, BlockingQueue<Part> way, long nanos)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[1 << 16];
        InputStream in = server.getInputStream();
        for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
            way.put(new Part(System.nanoTime() + nanos, Arrays.copyOf(buffer, length)));
        }
    }

    private static void receive(BlockingQueue<Part> way, Socket client) throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        while (true) {
            Part part = way.take();
            for (long left = part.due - System.nanoTime(); left > 0; left = part.due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            out.write(part.bytes);
        }
    }
}
