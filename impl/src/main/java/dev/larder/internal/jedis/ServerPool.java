package dev.larder.internal.jedis;

import dev.larder.ConnectionSettings;
import dev.larder.Pool;
import dev.larder.RedisUri;
import dev.larder.ServerStatistics;
import dev.larder.internal.store.RoundTrip;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** The connections to one server. One that may owe a reply never comes back into the pool. */
final class ServerPool implements AutoCloseable {
    /**
     * Something to do with a connection.
     *
     * @param <R> what comes of it
     */
    @FunctionalInterface
    interface Exchange<R> {
        @Nullable
        R with(RedisConnection connection);
    }

    private final RedisUri server;
    private final ConnectionFactory factory;
    private final ConnectionPool connections;
    private final Faults faults;
    private final Pool size;
    /** Callers wait here, not in the pool, so that who breaks a connection need not open another for those who wait. */
    private final Turns places;
    /** One more for what must not wait behind callers. */
    private final Semaphore reserved;

    private final Runnable placeBack;
    private final Runnable leadersPlaceBack;
    private final Runnable reserveBack;
    private final long waitNanos;
    private final long replyNanos;
    private final boolean asking;
    private final boolean repeats;

    /** No connection is made before the first is needed. */
    ServerPool(RedisUri server, ConnectionSettings settings) {
        this(server, settings, Login.to(server, settings), settings.pool());
    }

    /** With another login, or another size, than the settings say. */
    ServerPool(RedisUri server, ConnectionSettings settings, Login login, Pool size) {
        this(server, settings, login, size, false);
    }

    /** Does the same; a replica of a cluster answers reads only who says that old values will do. */
    ServerPool(RedisUri server, ConnectionSettings settings, Login login, Pool size, boolean replica) {
        this.server = server;
        Sockets sockets = new Sockets(server, settings);
        this.size = size;
        this.places = new Turns(size.max());
        this.reserved = new Semaphore(1);
        this.faults = new Faults(server.name(), !server.isSocket() && !sockets.speaksTls(), this::neighbour);
        this.factory = new ConnectionFactory(sockets, clientConfig(login, settings, replica));
        this.connections = new ConnectionPool(factory, size);
        this.placeBack = () -> places.giveBack(false);
        this.leadersPlaceBack = () -> places.giveBack(true);
        this.reserveBack = reserved::release;
        this.waitNanos = size.maxWait().toNanos();
        this.replyNanos = settings.socketTimeout().toNanos();
        this.asking = false;
        this.repeats = settings.breaker().retries() > 0;
    }

    private ServerPool(ServerPool same, boolean asking) {
        this.server = same.server;
        this.factory = same.factory;
        this.connections = same.connections;
        this.faults = same.faults;
        this.size = same.size;
        this.places = same.places;
        this.reserved = same.reserved;
        this.placeBack = same.placeBack;
        this.leadersPlaceBack = same.leadersPlaceBack;
        this.reserveBack = same.reserveBack;
        this.waitNanos = same.waitNanos;
        this.replyNanos = same.replyNanos;
        this.asking = asking;
        this.repeats = same.repeats;
    }

    /** The same connections, for keys of a slot that the node is about to get: each command is preceded by ASKING. */
    ServerPool asking() {
        return new ServerPool(this, true);
    }

    RedisUri neighbour(String host, String port) {
        return neighbour(server, host, port);
    }

    /** Another server, spoken to as this one; the same host if none is named. */
    static RedisUri neighbour(RedisUri server, String host, String port) {
        String name = host.isEmpty() ? server.host() : host;
        String address = (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        return RedisUri.parse(server.scheme() == RedisUri.Scheme.REDISS ? "rediss://" + address : address);
    }

    private static JedisClientConfig clientConfig(Login login, ConnectionSettings settings, boolean replica) {
        // every server begins with RESP2; asking for it by HELLO would cost a round trip, and Redis 5 does not know
        // HELLO
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .database(login.database())
                .connectionTimeoutMillis(
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .socketTimeoutMillis(Math.toIntExact(settings.socketTimeout().toMillis()));
        if (replica) {
            config.readOnlyForRedisClusterReplicas();
        }
        String user = login.user();
        String password = login.password();
        if (user != null && !user.equals("default")) {
            // without a password too: else Jedis would not log in, and be the default user in silence
            config.user(user).password(password == null ? "" : password);
        } else if (password != null) {
            config.password(password);
        }
        return config.build();
    }

    /**
     * Does something with a connection that nobody else has meanwhile; a {@link Question} may be asked by another caller,
     * together with its own.
     *
     * @param operation its name, for messages
     */
    <R> @Nullable R run(String operation, Exchange<R> exchange) {
        return run(operation, System.nanoTime(), exchange, false);
    }

    /** Does something that changes nothing; once more on a new connection if the one from the pool had gone stale. */
    <R> @Nullable R look(String operation, Exchange<R> exchange) {
        return run(operation, System.nanoTime(), exchange, repeats);
    }

    /** Does the same as a part of a trip to several servers, under one deadline. */
    <R> @Nullable R look(String operation, RoundTrip trip, Exchange<R> exchange) {
        return run(operation, trip.startNanos(), exchange, repeats);
    }

    /** Does something as a part of a trip to several servers, under one deadline. */
    <R> @Nullable R run(String operation, RoundTrip trip, Exchange<R> exchange) {
        return trip.isAfresh()
                ? runAfresh(operation, trip.startNanos(), exchange)
                : run(operation, trip.startNanos(), exchange, false);
    }

    /** Does something that callers who hold all connections must not hold up: then on one beyond those of the pool. */
    <R> @Nullable R runReserved(String operation, Exchange<R> exchange) {
        long start = System.nanoTime();
        if (places.tryTake(false)) {
            return inPlace(operation, start, exchange, false, placeBack);
        }
        try {
            // without a wait also for a thread with its interrupt flag up
            if (!reserved.tryAcquire() && !reserved.tryAcquire(left(start), TimeUnit.NANOSECONDS)) {
                throw notBorrowed(operation, start, noPlace());
            }
        } catch (InterruptedException interrupted) {
            throw notBorrowed(operation, start, interrupted);
        }
        return inPlace(operation, start, exchange, false, reserveBack);
    }

    /** On a connection of its own, beyond those of the pool. */
    private <R> @Nullable R runAfresh(String operation, long start, Exchange<R> exchange) {
        if (connections.isClosed()) {
            throw closed();
        }
        RedisConnection connection = null;
        try {
            connection = factory.create();
            connection.askFirst(asking);
            return exchange.with(connection);
        } catch (JedisException fault) {
            throw faults.of(operation, start, fault);
        } catch (RuntimeException notWhatWasAskedFor) {
            throw faults.misunderstood(operation, start, notWhatWasAskedFor);
        } finally {
            if (connection != null) {
                connection.hangUp();
            }
        }
    }

    private <R> @Nullable R run(String operation, long start, Exchange<R> exchange, boolean mayRepeat) {
        Question<R> question = questionOf(exchange);
        places.enter();
        try {
            // a thread with its interrupt flag up may take what is free, but does not wait
            if (!places.tryTake(question != null)) {
                Turns.Waiter<R> waiter = places.join(question);
                if (!hasPlace(operation, start, waiter)) {
                    return answered(operation, start, waiter, exchange, mayRepeat);
                }
            }
            return inPlace(operation, start, exchange, mayRepeat, question == null ? placeBack : leadersPlaceBack);
        } finally {
            places.exit();
        }
    }

    /** What others may ask for this caller; null if nothing. */
    private <R> @Nullable Question<R> questionOf(Exchange<R> exchange) {
        return exchange instanceof Question<R> question && !asking && places.mayJoin(question) ? question : null;
    }

    /** Waits for a place; false if another has asked meanwhile. */
    private boolean hasPlace(String operation, long start, Turns.Waiter<?> waiter) {
        try {
            return switch (waiter.await(left(start), replyNanos)) {
                case PLACE -> true;
                case ANSWERED -> false;
                case NO_PLACE -> throw notBorrowed(operation, start, noPlace());
                case NO_REPLY -> throw faults.of(operation, start, noReply());
            };
        } catch (InterruptedException interrupted) {
            throw notBorrowed(operation, start, interrupted);
        }
    }

    private static NoSuchElementException noPlace() {
        return new NoSuchElementException("no place in the pool");
    }

    /** As if it had waited for the connection itself. */
    private static JedisConnectionException noReply() {
        return new JedisConnectionException(new SocketTimeoutException("read timed out"));
    }

    private <R> @Nullable R answered(
            String operation, long start, Turns.Waiter<R> waiter, Exchange<R> exchange, boolean mayRepeat) {
        Exchange<R> next;
        try {
            return waiter.answer();
        } catch (JedisException fault) {
            next = next(exchange, fault, waiter.metStaleConnection() && mayRepeat);
            if (next == null) {
                throw faults.of(operation, start, fault);
            }
        } catch (RuntimeException notWhatWasAskedFor) {
            throw faults.misunderstood(operation, start, notWhatWasAskedFor);
        }
        return run(operation, start, next, false);
    }

    /** What is to be tried after a fault; null if nothing. */
    private static <R> @Nullable Exchange<R> next(Exchange<R> exchange, JedisException fault, boolean mayRepeat) {
        if (mayRepeat) {
            return exchange;
        }
        return exchange instanceof Question<R> question && fault instanceof JedisDataException error
                ? question.instead(error)
                : null;
    }

    /** Does something now that there is a place for it. */
    private <R> @Nullable R inPlace(
            String operation, long start, Exchange<R> exchange, boolean mayRepeat, Runnable givingBack) {
        RedisConnection connection = borrow(operation, start, givingBack);
        Exchange<R> next;
        try {
            connection.askFirst(asking);
            return exchange instanceof Question<R> question ? ask(connection, question) : exchange.with(connection);
        } catch (JedisException fault) {
            boolean stale = isStale(connection, fault);
            next = next(exchange, fault, stale && mayRepeat);
            if (next == null) {
                throw faults.of(operation, start, fault);
            }
        } catch (RuntimeException notWhatWasAskedFor) {
            // the reply was read, but may be that of another command, and so may the next
            connection.setBroken();
            throw faults.misunderstood(operation, start, notWhatWasAskedFor);
        } finally {
            giveBack(connection, givingBack);
        }
        return run(operation, start, next, false);
    }

    /** Asks a question and those of the callers that wait, unless theirs would be held up. */
    private <R> @Nullable R ask(RedisConnection connection, Question<R> own) {
        List<Turns.Waiter<?>> others = !asking && places.mayJoin(own) ? places.takeAlong() : List.of();
        R answer = others.isEmpty()
                ? own.with(connection)
                : Batch.ask(connection, own, others, fault -> isStale(connection, fault));
        places.answered(own, answer);
        return answer;
    }

    /** Whether the server had hung up before; then those that are idle are so too, most likely: it was started anew. */
    private boolean isStale(RedisConnection connection, RuntimeException fault) {
        boolean stale = connection.hasServed()
                && fault instanceof JedisConnectionException
                && !(fault.getCause() instanceof SocketTimeoutException);
        if (stale) {
            connections.clear();
        }
        return stale;
    }

    private RedisConnection borrow(String operation, long start, Runnable givingBack) {
        boolean borrowed = false;
        try {
            RedisConnection connection = connections.take(start, waitNanos);
            borrowed = true;
            return connection;
        } catch (Exception fault) {
            throw notBorrowed(operation, start, fault);
        } finally {
            if (!borrowed) {
                givingBack.run();
            }
        }
    }

    private long left(long start) {
        return Math.max(0, waitNanos - (System.nanoTime() - start));
    }

    private RuntimeException notBorrowed(String operation, long start, Exception fault) {
        if (connections.isClosed()) {
            return closed();
        }
        if (fault instanceof NoSuchElementException) {
            return faults.exhausted(operation, start, figures(), fault);
        }
        if (fault instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return faults.interrupted(operation, start, fault);
        }
        return faults.of(operation, start, fault);
    }

    private String figures() {
        return "active=" + connections.inUse() + ", idle=" + connections.idle() + ", waiting=" + places.waiting()
                + ", max=" + size.max();
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the cache is closed; build another one");
    }

    private void giveBack(RedisConnection connection, Runnable place) {
        try {
            if (connection.isSound()) {
                connection.served();
                connections.rest(connection);
            } else {
                connections.discard(connection);
            }
        } finally {
            place.run();
        }
    }

    /** Adds how many connections there are. */
    ServerStatistics.Builder describe(ServerStatistics.Builder statistics) {
        return statistics.connections(connections.inUse(), connections.idle(), places.waiting());
    }

    int active() {
        return connections.inUse();
    }

    @Override
    public void close() {
        connections.close();
        places.close();
    }
}
