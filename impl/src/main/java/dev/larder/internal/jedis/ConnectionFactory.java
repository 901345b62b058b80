package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Opens connections to one server, and closes them without another word. */
final class ConnectionFactory extends BasePooledObjectFactory<RedisConnection> {
    private static final CommandArguments PING = new CommandArguments(Protocol.Command.PING);
    private static final byte[] PONG = "PONG".getBytes(US_ASCII);

    private final Sockets sockets;
    private final JedisClientConfig config;

    ConnectionFactory(Sockets sockets, JedisClientConfig config) {
        this.sockets = sockets;
        this.config = config;
    }

    @Override
    public RedisConnection create() {
        return new RedisConnection(sockets, config);
    }

    @Override
    public PooledObject<RedisConnection> wrap(RedisConnection connection) {
        return new DefaultPooledObject<>(connection);
    }

    /**
     * Whether an idle connection is alive.
     *
     * @throws RuntimeException caused by a {@link SocketTimeoutException} if there is no answer in time
     */
    @Override
    public boolean validateObject(PooledObject<RedisConnection> pooled) {
        RedisConnection connection = pooled.getObject();
        try {
            // what came unasked while it was idle would be taken for the answer, and the answer for the next one
            return connection.ask(PING) instanceof byte[] answer && Arrays.equals(answer, PONG) && connection.isSound();
        } catch (JedisDataException refused) {
            // an answer too: a user needs no right to PING
            return connection.isSound();
        } catch (RuntimeException gone) {
            if (gone.getCause() instanceof SocketTimeoutException) {
                throw gone;
            }
            return false;
        }
    }

    @Override
    public void destroyObject(PooledObject<RedisConnection> pooled) {
        // not close(), which may still write to a server that does not answer
        pooled.getObject().hangUp();
    }
}
