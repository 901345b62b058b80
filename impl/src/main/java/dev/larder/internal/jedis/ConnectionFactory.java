package dev.larder.internal.jedis;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** Opens connections to one server, and closes them without another word. */
final class ConnectionFactory extends BasePooledObjectFactory<RedisConnection> {
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

    @Override
    public boolean validateObject(PooledObject<RedisConnection> pooled) {
        try {
            pooled.getObject().ask(new CommandArguments(Protocol.Command.PING));
            return true;
        } catch (JedisDataException refused) {
            // an answer too: a user needs no right to PING
            return pooled.getObject().isSound();
        } catch (RuntimeException gone) {
            return false;
        }
    }

    @Override
    public void destroyObject(PooledObject<RedisConnection> pooled) {
        // not close(), which may still write to a server that does not answer
        pooled.getObject().hangUp();
    }
}
