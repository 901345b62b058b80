package dev.larder.internal.jedis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that takes every connection and never says a word. */
final class HangingServer implements AutoCloseable {
    private final ServerSocket listening;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    HangingServer() {
        try {
            listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        Thread accepting = new Thread(this::accept, "hanging-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    private void accept() {
        try {
            while (true) {
                accepted.add(listening.accept());
            }
        } catch (IOException closed) {
            accepted.forEach(HangingServer::close);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    int connections() {
        return accepted.size();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
