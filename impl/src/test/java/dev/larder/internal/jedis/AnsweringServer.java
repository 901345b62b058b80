package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** A server that says the same on a connection to whatever it is asked, and counts its connections. */
final class AnsweringServer implements AutoCloseable {
    private final ServerSocket listening;
    private final IntFunction<String> answers;
    private final AtomicInteger connections = new AtomicInteger();

    /** With the answer for each connection, counted from 1. */
    AnsweringServer(IntFunction<String> answers) {
        this.answers = answers;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        daemon(this::accept);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "answering-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                byte[] answer = answers.apply(connections.incrementAndGet()).getBytes(UTF_8);
                daemon(() -> answer(client, answer));
            }
        } catch (IOException closed) {
            connections.addAndGet(0);
        }
    }

    private static void answer(Socket client, byte[] answer) {
        byte[] command = new byte[8192];
        try (client) {
            while (client.getInputStream().read(command) > 0) {
                client.getOutputStream().write(answer);
            }
        } catch (IOException gone) {
            command[0] = 0;
        }
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
