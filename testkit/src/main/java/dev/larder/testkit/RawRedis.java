package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A connection to Redis that knows nothing of Larder, to see what is really there. For one thread. */
public final class RawRedis implements AutoCloseable {
    private final AutoCloseable connection;
    private final DataInputStream in;
    private final OutputStream out;

    private RawRedis(AutoCloseable connection, InputStream in, OutputStream out) {
        this.connection = connection;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = out;
    }

    /** Connects by TCP. */
    public static RawRedis tcp(int port) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            return new RawRedis(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    /** Connects by TLS. */
    public static RawRedis tls(int port, SSLContext context) {
        try {
            Socket socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            return new RawRedis(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    /** Connects by a Unix socket. */
    public static RawRedis socket(Path path) {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            return new RawRedis(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    /**
     * Sends a command of text and returns its reply: bytes, a Long, a list of these, or null.
     *
     * @throws IllegalStateException if the reply is an error, with its text
     */
    public @Nullable Object command(String... words) {
        return command(Arrays.stream(words).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new));
    }

    /**
     * Sends a command of bytes and returns its reply: bytes, a Long, a list of these, or null.
     *
     * @throws IllegalStateException if the reply is an error, with its text
     */
    public @Nullable Object command(byte[]... words) {
        try {
            ByteArrayOutputStream command = new ByteArrayOutputStream();
            command.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
            for (byte[] word : words) {
                command.writeBytes(("$" + word.length + "\r\n").getBytes(UTF_8));
                command.writeBytes(word);
                command.writeBytes(new byte[] {'\r', '\n'});
            }
            out.write(command.toByteArray());
            out.flush();
            return reply();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** The reply as text; null if it is null. */
    public @Nullable String text(String... words) {
        Object reply = command(words);
        return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : reply == null ? null : reply.toString();
    }

    /** The bytes under a key; null if there is nothing. */
    public byte @Nullable [] get(String key) {
        return (byte[]) command("GET", key);
    }

    /** The reply, which is a number. */
    public long number(String... words) {
        return (Long) Objects.requireNonNull(command(words));
    }

    /** All keys of the database, in order. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (Object key : (List<?>) Objects.requireNonNull(command("KEYS", "*"))) {
            keys.add(new String((byte[]) key, UTF_8));
        }
        keys.sort(null);
        return keys;
    }

    private @Nullable Object reply() throws IOException {
        int kind = in.read();
        String line = line();
        return switch (kind) {
            case '+' -> line.getBytes(UTF_8);
            case '-' -> throw new IllegalStateException(line);
            case ':' -> Long.valueOf(line);
            case '$' -> bulk(Integer.parseInt(line));
            case '*' -> list(Integer.parseInt(line));
            default -> throw new IOException("unknown reply: " + (char) kind + line);
        };
    }

    private byte @Nullable [] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        in.skipNBytes(2);
        return bytes;
    }

    private @Nullable List<@Nullable Object> list(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(reply());
        }
        return list;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        while (c >= 0 && c != '\n') {
            if (c != '\r') {
                line.write(c);
            }
            c = in.read();
        }
        if (c < 0) {
            throw new EOFException("Redis closed the connection");
        }
        return line.toString(UTF_8);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (Exception alreadyGone) {
            throw new IllegalStateException(alreadyGone);
        }
    }
}
