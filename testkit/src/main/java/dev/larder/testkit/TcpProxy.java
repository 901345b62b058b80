package dev.larder.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A way to a server on this machine that fails as networks do, when a test says so. It passes bytes on at first; any
 * thread may call its methods.
 */
public final class TcpProxy implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int TRIES_TO_LISTEN = 200;

    private final int serverPort;
    private final int port;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listener;
    private @Nullable Thread accepting;
    private boolean stalled;
    private boolean resetting;
    private boolean closed;
    private Duration delay = Duration.ZERO;
    private long repliesUntilCut = NEVER;
    private long repliesUntilGarbled = NEVER;
    private boolean trickling;

    private TcpProxy(int serverPort) {
        this.serverPort = serverPort;
        this.port = listen(0);
    }

    /** A proxy to this port of this machine. */
    public static TcpProxy to(int port) {
        return new TcpProxy(port);
    }

    /** The port to connect to instead of the server's. */
    public int port() {
        return port;
    }

    /** Passes everything on from now, on the connections that there are too, and lets new ones in. */
    public synchronized void pass() {
        stalled = false;
        resetting = false;
        delay = Duration.ZERO;
        trickling = false;
        repliesUntilCut = NEVER;
        repliesUntilGarbled = NEVER;
        if (listener == null && !closed) {
            listen(port);
        }
        notifyAll();
    }

    /** Accepts connections and holds all bytes back until {@link #pass}, as a network without a route does. */
    public synchronized void stall() {
        stalled = true;
    }

    /** Lets no new connection in, as a machine without a server does; those that there are stay. */
    public void refuse() {
        ServerSocket open;
        Thread thread;
        synchronized (this) {
            open = listener;
            thread = accepting;
            listener = null;
            accepting = null;
        }
        if (open != null && thread != null) {
            quietly(open);
            // a socket listens on as long as a thread is about to accept
            joinQuietly(thread);
        }
    }

    /** Breaks all connections, and every new one, by a reset. */
    public synchronized void reset() {
        resetting = true;
        links.forEach(Link::reset);
    }

    /** Holds each part of a reply back for this time. */
    public synchronized void delay(Duration time) {
        delay = Objects.requireNonNull(time, "time");
        notifyAll();
    }

    /** Passes replies on byte by byte, and holds each back for this time. */
    public synchronized void trickle(Duration each) {
        trickling = true;
        delay(each);
    }

    /** Passes this many bytes of replies on, changes the next one, and is well again. */
    public synchronized void garbleAfter(long replyBytes) {
        repliesUntilGarbled = replyBytes;
    }

    /** Passes this many bytes of replies on, ends that connection in the midst of it, and is well again. */
    public synchronized void cutAfter(long replyBytes) {
        repliesUntilCut = replyBytes;
    }

    /** Ends all connections as a server does that stops; new ones are let in. */
    public void killConnections() {
        links.forEach(Link::end);
    }

    /** How many connections there are. */
    public int connections() {
        return links.size();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        refuse();
        killConnections();
    }

    // --- connections

    private int listen(int wanted) {
        for (int tries = 1; ; tries++) {
            try {
                ServerSocket opened = new ServerSocket();
                opened.setReuseAddress(true);
                opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
                listener = opened;
                accepting = start("listening", () -> accept(opened));
                return opened.getLocalPort();
            } catch (IOException taken) {
                // another process may have used the port for a moment
                if (wanted == 0 || tries == TRIES_TO_LISTEN) {
                    throw new UncheckedIOException("cannot listen on port " + wanted, taken);
                }
                rest(Duration.ofMillis(10));
            }
        }
    }

    private void accept(ServerSocket from) {
        while (true) {
            Socket client;
            try {
                client = from.accept();
            } catch (IOException refusing) {
                return;
            }
            try {
                link(client);
            } catch (IOException noServer) {
                quietly(client);
            }
        }
    }

    private void link(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        synchronized (this) {
            if (resetting) {
                client.setSoLinger(true, 0);
                client.close();
                return;
            }
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        server.setTcpNoDelay(true);
        Link link = new Link(client, server);
        links.add(link);
        if (isClosed()) {
            link.end();
            return;
        }
        start("requests", () -> link.carry(client, server, false));
        start("replies", () -> link.carry(server, client, true));
    }

    private Thread start(String what, Runnable work) {
        Thread thread = new Thread(work, "proxy of " + serverPort + ", " + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void quietly(AutoCloseable closed) {
        try {
            closed.close();
        } catch (Exception goneAnyway) {
            // there is nobody to tell: closing is all that was wanted
            return;
        }
    }

    private static void rest(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // --- bytes

    /** Waits while nothing may pass; false if the proxy is closed. */
    private synchronized boolean mayPass() {
        while (stalled && !closed) {
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Waits as long as a part of a reply has to, counted from now; a delay that is shortened ends sooner. */
    private synchronized void holdBack() {
        long start = System.nanoTime();
        long left = delay.toNanos();
        while (left > 0 && !closed) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
            left = delay.toNanos() - (System.nanoTime() - start);
        }
    }

    /** How many of these bytes of a reply may pass before the connection ends; all of them if it does not. */
    private synchronized int passing(int bytes) {
        if (repliesUntilCut > bytes) {
            repliesUntilCut = repliesUntilCut == NEVER ? NEVER : repliesUntilCut - bytes;
            return bytes;
        }
        int passing = (int) repliesUntilCut;
        repliesUntilCut = NEVER;
        return passing;
    }

    /** Changes one of these bytes of a reply, if it is time to. */
    private synchronized void garble(byte[] part, int length) {
        if (repliesUntilGarbled < length) {
            part[(int) repliesUntilGarbled] ^=
                    (byte) ThreadLocalRandom.current().nextInt(1, 256);
            repliesUntilGarbled = NEVER;
        } else if (repliesUntilGarbled != NEVER) {
            repliesUntilGarbled -= length;
        }
    }

    /** How many of these bytes of a reply go on at once. */
    private synchronized int together(int bytes) {
        return trickling ? 1 : bytes;
    }

    /** A client's connection and the one to the server that belongs to it. */
    private final class Link {
        private final Socket client;
        private final Socket server;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void carry(Socket from, Socket to, boolean replies) {
            byte[] part = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(part); length >= 0 && mayPass(); length = in.read(part)) {
                    if (!replies) {
                        passOn(part, 0, length, out);
                    } else if (!reply(part, length, out)) {
                        return;
                    }
                }
            } catch (IOException broken) {
                Arrays.fill(part, (byte) 0);
            } finally {
                end();
            }
        }

        /** False if the connection is to end. */
        private boolean reply(byte[] part, int length, OutputStream out) throws IOException {
            garble(part, length);
            int done = 0;
            while (done < length) {
                int together = together(length - done);
                holdBack();
                int passing = passing(together);
                passOn(part, done, passing, out);
                done += passing;
                if (passing < together) {
                    return false;
                }
            }
            return true;
        }

        private void passOn(byte[] part, int offset, int length, OutputStream out) throws IOException {
            out.write(part, offset, length);
            out.flush();
        }

        void reset() {
            try {
                client.setSoLinger(true, 0);
            } catch (IOException alreadyClosed) {
                links.remove(this);
            }
            end();
        }

        void end() {
            links.remove(this);
            quietly(client);
            quietly(server);
        }
    }
}
