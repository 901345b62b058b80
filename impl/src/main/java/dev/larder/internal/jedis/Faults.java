package dev.larder.internal.jedis;

import dev.larder.CacheUnavailableException;
import dev.larder.RedisUri;
import dev.larder.internal.store.NotPrimaryException;
import dev.larder.internal.store.RedirectedException;
import dev.larder.internal.store.RefusedException;
import dev.larder.internal.store.UnfitEntryException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** Says in the words of the API what went wrong with one server, and what to do about it. */
final class Faults {
    private static final Pattern ERROR_IN_SCRIPT = Pattern.compile("@user_script: ?\\d+: -([A-Z]+) ");

    private static final Pattern USER = Pattern.compile("User \\S+ has no permissions");

    private final String server;
    private final String tlsHint;
    private final BiFunction<String, String, RedisUri> nodes;

    /**
     * For a server of this name.
     *
     * @param mayWantTls whether it may be that it speaks TLS and we do not
     * @param nodes the address of another node of its cluster, by host and port
     */
    Faults(String server, boolean mayWantTls, BiFunction<String, String, RedisUri> nodes) {
        this.server = server;
        this.nodes = nodes;
        this.tlsHint = mayWantTls ? "; if it speaks TLS, write rediss://" : "";
    }

    /** What a call on a server came to that did not end well. */
    RuntimeException of(String operation, long startNanos, Throwable fault) {
        JedisDataException reply = find(JedisDataException.class, fault);
        if (reply != null) {
            JedisDataException told = withoutSecrets(reply);
            return ofReply(operation, startNanos, String.valueOf(told.getMessage()), told);
        }
        SSLException handshake = find(SSLException.class, fault);
        if (handshake != null && !isLostConnection(handshake)) {
            return refused(operation, startNanos, "TLS failed: " + handshake.getMessage(), tlsAdvice(handshake), fault);
        }
        return unavailable(operation, startNanos, reason(fault), fault);
    }

    /** It answered, but with something else than the command asks for. */
    CacheUnavailableException misunderstood(String operation, long startNanos, Throwable fault) {
        return unavailable(operation, startNanos, notRedis(), fault);
    }

    private String notRedis() {
        return "it does not speak as Redis does" + tlsHint;
    }

    /** Only a handshake says that the two of us do not fit; later, TLS wraps whatever befalls a connection. */
    private static boolean isLostConnection(SSLException fault) {
        return !(fault instanceof SSLHandshakeException)
                && !String.valueOf(fault.getMessage()).contains("Unsupported or unrecognized");
    }

    /** No connection was free in time. */
    CacheUnavailableException exhausted(String operation, long startNanos, String figures, Throwable cause) {
        return unavailable(
                operation,
                startNanos,
                "no connection was free (" + figures + "); raise pool(Pool.ofMax(…)), or find what is slow",
                cause);
    }

    CacheUnavailableException interrupted(String operation, long startNanos, Throwable cause) {
        return unavailable(operation, startNanos, "the thread was interrupted while it waited for a connection", cause);
    }

    /** Servers repeat the arguments of a command that they do not know, which may be AUTH, and newer ones name the user. */
    private static JedisDataException withoutSecrets(JedisDataException reply) {
        String text = String.valueOf(reply.getMessage());
        int arguments = text.indexOf(", with args beginning with");
        String told = USER.matcher(arguments < 0 ? text : text.substring(0, arguments))
                .replaceAll("this user has no permissions");
        if (told.equals(text)) {
            return reply;
        }
        JedisDataException clean = new JedisDataException(told);
        clean.setStackTrace(reply.getStackTrace());
        return clean;
    }

    private RuntimeException ofReply(String operation, long startNanos, String text, JedisDataException reply) {
        String code = code(text);
        if (text.contains("WRONGTYPE")) {
            return new UnfitEntryException(UnfitEntryException.Reason.WRONG_TYPE);
        }
        if (text.contains("not an integer")) {
            return new UnfitEntryException(UnfitEntryException.Reason.NOT_A_NUMBER);
        }
        if (text.contains("would overflow")) {
            return new UnfitEntryException(UnfitEntryException.Reason.OVERFLOW);
        }
        String advice = advice(code, text);
        if (advice != null) {
            return refused(operation, startNanos, "it refused us: " + text, advice, reply);
        }
        Throwable cause = switch (code) {
            case "READONLY" -> new NotPrimaryException(text, reply);
            case "MOVED" -> redirected(RedirectedException.Kind.MOVED, text, reply);
            case "ASK" -> redirected(RedirectedException.Kind.ASK, text, reply);
            case "TRYAGAIN" -> new RedirectedException(RedirectedException.Kind.TRYAGAIN, null, text, reply, 0);
            default -> reply;
        };
        return unavailable(operation, startNanos, "it answered: " + text + passing(code, text), cause);
    }

    /** As in {@code MOVED 3999 127.0.0.1:6381}; without a host, it is that of the node that says so. */
    private RedirectedException redirected(RedirectedException.Kind kind, String text, JedisDataException reply) {
        String address = text.substring(text.lastIndexOf(' ') + 1);
        int colon = address.lastIndexOf(':');
        return new RedirectedException(
                kind,
                nodes.apply(address.substring(0, Math.max(colon, 0)), address.substring(colon + 1)),
                text,
                reply,
                reply instanceof PartlyDone partly ? partly.done() : 0);
    }

    /** Whether a server that answers so has no other answer to anything, so that it is better asked later. */
    static boolean isOfEverything(JedisDataException answer) {
        String text = String.valueOf(answer.getMessage());
        return text.startsWith(RedisConnection.TOO_MANY_CLIENTS)
                || text.startsWith("LOADING")
                || text.startsWith("BUSY ");
    }

    /** The first word, or what Redis before version 7 hides behind the line of a script. */
    private static String code(String text) {
        if (text.contains("ACL failure in script") || text.contains("The user executing the script can't")) {
            return "NOPERM";
        }
        Matcher inScript = ERROR_IN_SCRIPT.matcher(text);
        return inScript.find() ? inScript.group(1) : text.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** What someone has to change; null if it may pass by itself. */
    private static @Nullable String advice(String code, String text) {
        return switch (code) {
            case "NOAUTH" -> "give user and password by credentials(user, password) or in the URI";
            case "WRONGPASS" -> "check user and password in credentials(user, password) or in the URI";
            case "NOPERM" -> "grant the user this command and these keys";
            case "ERR" ->
                text.contains("DB index") || text.contains("invalid DB")
                        ? "choose a database that the server has, by database(number) or in the URI"
                        : isAboutLogin(text)
                                ? "check user and password in credentials(user, password) or in the URI"
                                : text.startsWith("ERR unknown command")
                                        ? "Larder needs Redis 5 or newer, with all its commands under their own names"
                                        : null;
            default -> null;
        };
    }

    /** Before version 6 there was no code of its own for this. */
    private static boolean isAboutLogin(String text) {
        return text.contains("invalid password")
                || text.contains("without any password")
                || text.contains("no password is set")
                || text.contains("arguments for 'auth'")
                || text.toLowerCase(Locale.ROOT).startsWith("err unknown command 'auth'")
                || text.toLowerCase(Locale.ROOT).startsWith("err unknown command `auth`");
    }

    private static String passing(String code, String text) {
        if (text.startsWith(RedisConnection.TOO_MANY_CLIENTS)) {
            return "; raise its maxclients, or give each process a smaller pool(Pool.ofMax(…))";
        }
        return switch (code) {
            case "OOM" -> "; raise its maxmemory, or set a maxmemory-policy that evicts";
            case "READONLY" -> "; it is a replica, so connect to its primary";
            case "MISCONF" -> "; it cannot save to its disk";
            case "BUSY" -> "; someone's script runs without end";
            case "LOADING" -> "; it has just started, and answers once its data are loaded";
            case "MASTERDOWN" -> "; it is a replica that has lost its primary";
            case "MOVED", "ASK" -> "; it is a node of a cluster, so connect by Topology.cluster";
            case "CLUSTERDOWN" -> "; some slots of the cluster have no node";
            case "NOREPLICAS" -> "; bring its replicas back, or lower its min-replicas-to-write";
            default -> "";
        };
    }

    private String tlsAdvice(SSLException handshake) {
        String text = String.valueOf(handshake.getMessage());
        if (text.contains("Unsupported or unrecognized") || text.contains("plaintext")) {
            return "it seems to speak without TLS: write redis://, or leave tls(…) out";
        }
        if (text.contains("No subject alternative") || text.contains("No name matching")) {
            return "its certificate is for another host: use the name in the certificate";
        }
        if (text.contains("PKIX") || text.contains("certificat")) {
            return "give the context that trusts its certificate by tls(sslContext)";
        }
        return "check that it speaks TLS on this port, and tls(sslContext)";
    }

    private String reason(Throwable fault) {
        if (find(UnknownHostException.class, fault) != null) {
            return "its host name is unknown; check the name and the DNS";
        }
        SocketTimeoutException late = find(SocketTimeoutException.class, fault);
        if (late != null) {
            return late(String.valueOf(late.getMessage()).toLowerCase(Locale.ROOT));
        }
        if (find(ConnectException.class, fault) != null || find(NoRouteToHostException.class, fault) != null) {
            return "nobody listens there; check address and port, and that Redis runs";
        }
        String text = String.valueOf(fault.getMessage());
        if (text.contains("No such file")) {
            return "there is no such socket; check the path, and that Redis runs";
        }
        if (text.contains("Permission denied")) {
            return "this process may not use the socket; check its rights, and unixsocketperm in redis.conf";
        }
        if (text.contains("Unexpected end of stream")
                || text.contains("server has closed the connection")
                || text.contains("Connection reset")
                || text.contains("Broken pipe")
                || find(SSLException.class, fault) != null) {
            return "it closed the connection" + tlsHint;
        }
        if (text.contains("Unknown reply") || text.contains("Bulk reply length")) {
            return notRedis();
        }
        return text.lines().findFirst().orElse(fault.getClass().getSimpleName());
    }

    private static String late(String text) {
        if (text.contains("handshake")) {
            return "it did not answer the TLS handshake in time; if it speaks without, write redis:// or leave tls(…) out,"
                    + " else find what is slow, or raise connectTimeout";
        }
        if (text.contains("login")) {
            return "it did not answer the login in time; find what is slow, or raise connectTimeout";
        }
        return text.contains("connect")
                ? "it could not be reached in time; check address and network, or raise connectTimeout"
                : "it did not answer in time; find what is slow, or raise socketTimeout";
    }

    private CacheUnavailableException refused(
            String operation, long startNanos, String reason, String advice, Throwable cause) {
        return unavailable(operation, startNanos, reason + "; " + advice, new RefusedException(reason, cause));
    }

    private CacheUnavailableException unavailable(String operation, long startNanos, String reason, Throwable cause) {
        long waited = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
        return new CacheUnavailableException(
                "Redis at " + server + " is not available for '" + operation + "' after " + waited + " ms: " + reason,
                cause);
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable fault) {
        Throwable each = fault;
        for (int depth = 0; each != null && depth < 10; depth++) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
            each = each.getCause();
        }
        return null;
    }
}
