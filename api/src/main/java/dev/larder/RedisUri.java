package dev.larder;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where one Redis server is and how to log in, parsed from text.
 *
 * <p>Understood are {@code host}, {@code host:port}, {@code redis://[user[:password]@]host[:port][/db]}, the same with
 * {@code rediss://} for TLS, {@code unix://[[user]:password@]/path[?db=n]} and {@code /path/to/socket}; an IPv6 address
 * stands in brackets; user and password are percent-decoded; the port is 6379 if left out. No text made by this class
 * shows a password.
 */
public final class RedisUri {
    /** How a server was written down. */
    public enum Scheme {
        /** {@code host:port}. */
        ADDRESS,
        /** {@code redis://}, without TLS. */
        REDIS,
        /** {@code rediss://}, with TLS. */
        REDISS,
        /** {@code unix://}, a Unix socket. */
        UNIX,
        /** The plain path of a Unix socket. */
        PATH
    }

    private static final int DEFAULT_PORT = 6379;
    private static final String FORMS =
            "host:port, redis://[user[:password]@]host[:port][/db], rediss://…, unix://[:password@]/path[?db=n] or /path/to/socket";

    private final Scheme scheme;
    private final String address;
    private final String host;
    private final int port;
    private final @Nullable String user;
    private final @Nullable String password;
    private final OptionalInt database;

    private RedisUri(
            Scheme scheme,
            String address,
            String host,
            int port,
            @Nullable String user,
            @Nullable String password,
            OptionalInt database) {
        this.scheme = scheme;
        this.address = address;
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.database = database;
    }

    /**
     * Reads the text of one server.
     *
     * @throws IllegalArgumentException if the text has none of the forms above; the message shows no password
     */
    public static RedisUri parse(String text) {
        Objects.requireNonNull(text, "uri");
        if (text.isBlank()) {
            throw refused(text, "it is empty");
        }
        if (text.chars().anyMatch(c -> Character.isWhitespace(c) || c == ',')) {
            throw refused(text, "it has a space or comma; name one server a text, several by Topology.sharded(…)");
        }
        if (text.startsWith("/")) {
            return new RedisUri(Scheme.PATH, text, text, 0, null, null, OptionalInt.empty());
        }
        int end = text.indexOf("://");
        if (end < 0) {
            return address(text);
        }
        String rest = text.substring(end + 3);
        return switch (text.substring(0, end).toLowerCase(Locale.ROOT)) {
            case "redis" -> server(text, Scheme.REDIS, rest);
            case "rediss" -> server(text, Scheme.REDISS, rest);
            case "unix" -> socket(text, rest);
            default -> throw refused(text, "its scheme is none of redis, rediss and unix");
        };
    }

    private static RedisUri address(String text) {
        if (text.indexOf('/') >= 0 || text.indexOf('@') >= 0 || text.indexOf('?') >= 0) {
            throw refused(text, "it has no scheme; did you mean redis://…?");
        }
        HostAndPort place = HostAndPort.parse(text, text);
        return new RedisUri(Scheme.ADDRESS, text, place.host, place.port, null, null, OptionalInt.empty());
    }

    private static RedisUri server(String text, Scheme scheme, String rest) {
        Parts parts = Parts.of(text, rest);
        int slash = parts.place.indexOf('/');
        String authority = slash < 0 ? parts.place : parts.place.substring(0, slash);
        String path = slash < 0 ? "" : parts.place.substring(slash + 1);
        HostAndPort place = HostAndPort.parse(text, authority);
        OptionalInt database = path.isEmpty() ? OptionalInt.empty() : OptionalInt.of(database(text, path));
        if (database.isPresent() && parts.database.isPresent()) {
            throw refused(text, "it names the database twice, in the path and in ?db=");
        }
        return new RedisUri(
                scheme,
                authority,
                place.host,
                place.port,
                parts.user,
                parts.password,
                database.isPresent() ? database : parts.database);
    }

    private static RedisUri socket(String text, String rest) {
        Parts parts = Parts.of(text, rest);
        if (!parts.place.startsWith("/") || parts.place.length() < 2) {
            throw refused(text, "a socket needs an absolute path, as in unix:///run/redis.sock");
        }
        return new RedisUri(
                Scheme.UNIX, parts.place, decode(text, parts.place), 0, parts.user, parts.password, parts.database);
    }

    private static int database(String text, String digits) {
        if (isNumber(digits)) {
            try {
                return Integer.parseInt(digits);
            } catch (NumberFormatException tooLarge) {
                throw refused(
                        text, "the database must be a number of at most " + Integer.MAX_VALUE + " but was " + digits);
            }
        }
        throw refused(text, "the database must be a number from 0 on");
    }

    // Integer.parseInt takes signs and the digits of other scripts too
    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String decode(String text, String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        byte[] in = encoded.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out[length++] = in[i];
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw refused(text, "a '%' in it is not followed by two hex digits; write %25 for a '%'");
            }
            out[length++] = (byte) (high << 4 | low);
            i += 2;
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException(
                "cannot read the server '" + redacted(text) + "': " + why + "; wanted " + FORMS);
    }

    /** The text without what may be a secret: before an @, after a colon where a port should be, in parameters. */
    private static String redacted(String text) {
        int start = text.indexOf("//");
        String scheme = start < 0 ? "" : text.substring(0, start + 2);
        String rest = text.substring(scheme.length());
        int at = rest.lastIndexOf('@');
        String login = at < 0 ? "" : "***@";
        String place = rest.substring(at + 1);
        int query = place.indexOf('?');
        String parameters = query < 0 ? "" : "?***";
        place = query < 0 ? place : place.substring(0, query);
        int slash = place.indexOf('/');
        String path = slash < 0 ? "" : place.substring(slash);
        String authority = slash < 0 ? place : place.substring(0, slash);
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']') && !isNumber(authority.substring(colon + 1))) {
            authority = authority.substring(0, colon + 1) + "***";
        }
        return scheme + login + authority + path + parameters;
    }

    /** How the server was written down. */
    public Scheme scheme() {
        return scheme;
    }

    /** Whether the server is reached through a Unix socket. */
    public boolean isSocket() {
        return scheme == Scheme.UNIX || scheme == Scheme.PATH;
    }

    /**
     * The address as it was written, case, brackets and percent signs kept: {@code host[:port]} or the path of a Unix
     * socket. Two URIs may be equal and differ in it.
     */
    public String address() {
        return address;
    }

    /** The host in lower case, without brackets; for a Unix socket its path. */
    public String host() {
        return host;
    }

    /** The port; 0 for a Unix socket. */
    public int port() {
        return port;
    }

    /** The user, decoded; null if none is named. */
    public @Nullable String user() {
        return user;
    }

    /** The password, decoded; null if none is named. */
    public @Nullable String password() {
        return password;
    }

    /** The number of the database, if one is named. */
    public OptionalInt database() {
        return database;
    }

    /** What the server is called in messages and as a shard: {@code host:port[/db]} or {@code /path[?db=n]}. */
    public String name() {
        if (isSocket()) {
            return host + (database.isPresent() ? "?db=" + database.getAsInt() : "");
        }
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port
                + (database.isPresent() ? "/" + database.getAsInt() : "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisUri that
                && scheme == that.scheme
                && host.equals(that.host)
                && port == that.port
                && Objects.equals(user, that.user)
                && Objects.equals(password, that.password)
                && database.equals(that.database);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, host, port, user, database);
    }

    /** The address with {@code ***} in place of user and password. */
    @Override
    public String toString() {
        String login = user == null && password == null ? "" : "***@";
        return switch (scheme) {
            case ADDRESS, PATH -> name();
            case REDIS -> "redis://" + login + name();
            case REDISS -> "rediss://" + login + name();
            case UNIX -> "unix://" + login + name();
        };
    }

    private record HostAndPort(String host, int port) {
        static HostAndPort parse(String text, String authority) {
            int bracket = authority.lastIndexOf(']');
            int colon = authority.indexOf(':', Math.max(bracket, 0));
            String host = colon < 0 ? authority : authority.substring(0, colon);
            if (bracket >= 0) {
                if (!host.startsWith("[") || !host.endsWith("]") || host.indexOf(':') < 0) {
                    throw refused(text, "brackets must hold a whole IPv6 address, as in [::1]:6379");
                }
                host = host.substring(1, host.length() - 1);
            } else if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
                throw refused(text, "it has several colons; write an IPv6 address in brackets, as in [::1]:6379");
            }
            if (host.isEmpty()) {
                throw refused(text, "it has no host");
            }
            if (host.chars().anyMatch(c -> "#%\\\"<>^`{|}".indexOf(c) >= 0) && bracket < 0) {
                throw refused(text, "its host has a character that no host has");
            }
            return new HostAndPort(
                    host.toLowerCase(Locale.ROOT),
                    colon < 0 ? DEFAULT_PORT : port(text, authority.substring(colon + 1)));
        }

        private static int port(String text, String digits) {
            int port = -1;
            if (isNumber(digits) && digits.length() <= 5) {
                port = Integer.parseInt(digits);
            }
            if (port < 1 || port > 65_535) {
                throw refused(
                        text,
                        "the port must be from 1 to 65535; a password stands before an @, as in redis://:password@host");
            }
            return port;
        }
    }

    private record Parts(@Nullable String user, @Nullable String password, String place, OptionalInt database) {
        static Parts of(String text, String rest) {
            int at = rest.lastIndexOf('@');
            String login = at < 0 ? "" : rest.substring(0, at);
            String place = rest.substring(at + 1);
            int colon = login.indexOf(':');
            String user = decode(text, colon < 0 ? login : login.substring(0, colon));
            String password = colon < 0 ? null : decode(text, login.substring(colon + 1));
            int query = place.indexOf('?');
            OptionalInt database = query < 0 ? OptionalInt.empty() : query(text, place.substring(query + 1));
            return new Parts(
                    user.isEmpty() ? null : user, password, query < 0 ? place : place.substring(0, query), database);
        }

        private static OptionalInt query(String text, String query) {
            OptionalInt database = OptionalInt.empty();
            for (String parameter : query.split("&", -1)) {
                if (!parameter.startsWith("db=")) {
                    String name = parameter.contains("=") ? parameter.substring(0, parameter.indexOf('=')) : parameter;
                    throw refused(
                            text,
                            "its parameter '" + name + "' is unknown; only db is, the rest is set in CacheBuilder");
                }
                if (database.isPresent()) {
                    throw refused(text, "it names the database twice");
                }
                database = OptionalInt.of(RedisUri.database(text, parameter.substring(3)));
            }
            return database;
        }
    }
}
