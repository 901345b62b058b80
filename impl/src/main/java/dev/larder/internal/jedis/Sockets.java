package dev.larder.internal.jedis;

import dev.larder.ConnectionSettings;
import dev.larder.RedisUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Opens sockets to one server: TCP, TLS with the host name checked, or a Unix socket. */
final class Sockets {
    private final RedisUri server;
    private final int connectMillis;
    private final int replyMillis;
    private final @Nullable SSLSocketFactory tls;

    Sockets(RedisUri server, ConnectionSettings settings) {
        this.server = server;
        this.connectMillis = Math.toIntExact(settings.connectTimeout().toMillis());
        this.replyMillis = Math.toIntExact(settings.socketTimeout().toMillis());
        this.tls = tls(server, settings.tls());
    }

    private static @Nullable SSLSocketFactory tls(RedisUri server, @Nullable SSLContext given) {
        return switch (server.scheme()) {
            case UNIX, PATH -> null;
            case ADDRESS -> given == null ? null : given.getSocketFactory();
            case REDISS -> (given == null ? jdkDefault() : given).getSocketFactory();
            case REDIS -> {
                if (given != null) {
                    throw new IllegalArgumentException(
                            "the server " + server
                                    + " is addressed without TLS but tls(…) is set; write rediss:// for TLS, or leave tls(…) out");
                }
                yield null;
            }
        };
    }

    private static SSLContext jdkDefault() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException(
                    "the JDK's default TLS context cannot be made: " + broken.getMessage(), broken);
        }
    }

    boolean speaksTls() {
        return tls != null;
    }

    /**
     * An open socket.
     *
     * @param patience how long it waits for replies; until it is told that the connection can be used, for no more than what
     *     is left of the time for connecting
     */
    record Opened(Socket socket, Patience patience) {}

    /**
     * Opens a socket.
     *
     * @throws JedisConnectionException if nobody is there in time
     */
    Opened open() {
        try {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(connectMillis);
            if (server.isSocket()) {
                UnixSocket unix = unix();
                unix.patience().opensUntil(deadline);
                return new Opened(unix, unix.patience());
            }
            TcpSocket plain = plain(deadline);
            Socket socket = tls == null ? plain : secured(tls, plain, deadline);
            plain.patience().opensUntil(deadline);
            return new Opened(socket, plain.patience());
        } catch (IOException unreachable) {
            throw new JedisConnectionException(unreachable.toString(), unreachable);
        }
    }

    private UnixSocket unix() throws IOException {
        UnixSocket socket = new UnixSocket();
        try {
            socket.connect(Path.of(server.host()), connectMillis);
            socket.setSoTimeout(replyMillis);
            return socket;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /**
     * Tries every address of the host, looked up anew each time, so that a change of DNS is followed. Each gets its share
     * of the time, so that one that does not answer leaves some for the next.
     */
    private TcpSocket plain(long deadline) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(server.host());
        IOException failure = null;
        for (int i = 0; i < addresses.length; i++) {
            TcpSocket socket = new TcpSocket();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                int share = Math.max(1, millisUntil(deadline) / (addresses.length - i));
                socket.connect(new InetSocketAddress(addresses[i], server.port()), share);
                socket.setSoTimeout(replyMillis);
                return socket;
            } catch (IOException | RuntimeException refused) {
                socket.close();
                if (refused instanceof RuntimeException unexpected) {
                    throw unexpected;
                }
                if (failure == null) {
                    failure = (IOException) refused;
                }
            }
        }
        throw failure == null ? new IOException("no address for " + server.host()) : failure;
    }

    private static int millisUntil(long deadline) {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }

    private Socket secured(SSLSocketFactory factory, TcpSocket plain, long deadline) throws IOException {
        try {
            SSLSocket secured = (SSLSocket) factory.createSocket(plain, server.host(), server.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            // the whole of it in time: a timeout for reading starts anew with each byte
            int left = millisUntil(deadline);
            secured.setSoTimeout(left);
            plain.within(left, "TLS handshake timed out", secured::startHandshake);
            secured.setSoTimeout(replyMillis);
            return secured;
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }
}
