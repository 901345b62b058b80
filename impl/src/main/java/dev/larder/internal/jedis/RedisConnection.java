package dev.larder.internal.jedis;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/** A connection that writes commands without waiting and knows how many replies it still owes. */
final class RedisConnection extends Connection {
    static final String TOO_MANY_CLIENTS = "ERR max number of clients";

    private static final CommandArguments ASKING = new CommandArguments(Command.ASKING);

    private int owed;
    private boolean asking;
    private boolean scripts = true;
    private boolean served;
    // without a value here, for it is set while the constructor logs in
    private @Nullable RedisInputStream received;

    /** A connection that can be used: logged in, with its database selected. */
    RedisConnection(Sockets sockets, JedisClientConfig config) {
        this(new Door(sockets), config);
    }

    private RedisConnection(Door door, JedisClientConfig config) {
        super(door, config);
        owed = 0;
        door.entered();
    }

    /** Jedis asks it for a socket before a subclass can know of anything. */
    private static final class Door implements JedisSocketFactory {
        private final Sockets sockets;
        private Sockets.@Nullable Opened opened;

        Door(Sockets sockets) {
            this.sockets = sockets;
        }

        @Override
        public Socket createSocket() {
            opened = sockets.open();
            return opened.socket();
        }

        void entered() {
            Objects.requireNonNull(opened).patience().opened();
        }
    }

    /** Called by the constructor already, to log in. */
    @Override
    protected @Nullable Object protocolRead(RedisInputStream in, PushConsumerChain pushes) {
        received = in;
        return ReplyReader.read(in);
    }

    /** Whether every command from now on is for a slot that the node is about to get. */
    void askFirst(boolean each) {
        asking = each;
    }

    /** Whether it is not known that the user may run no scripts. */
    boolean mayRunScripts() {
        return scripts;
    }

    /** The user may run no scripts; asked anew on each connection, since rights are granted and taken. */
    void mayNotRunScripts() {
        scripts = false;
    }

    /** Puts a command into the buffer, or sends it when that is full. */
    void write(CommandArguments command) {
        owed++;
        if (asking) {
            sendCommand(ASKING);
        }
        sendCommand(command);
    }

    /** Sends what is in the buffer. */
    @Override
    protected void flush() {
        super.flush();
    }

    /**
     * Sends a command and reads its reply.
     *
     * @throws JedisDataException if the reply is an error
     */
    @Nullable
    Object ask(CommandArguments command) {
        write(command);
        flush();
        return reply();
    }

    /**
     * Reads the next reply: bytes, a number, a list or null.
     *
     * @throws JedisDataException if it is an error
     */
    @Nullable
    Object reply() {
        Object outcome = outcome();
        if (outcome instanceof JedisDataException error) {
            throw error;
        }
        return outcome;
    }

    /** Reads the next reply; an error is returned as {@link JedisDataException}. */
    @Nullable
    Object outcome() {
        // both are read, whatever the first is; else the second would be the reply to the next command
        Object refusal = asking && next() instanceof JedisDataException error ? error : null;
        Object reply = refusal != null && isBroken() ? null : next();
        owed--;
        return refusal == null ? reply : refusal;
    }

    private @Nullable Object next() {
        try {
            return getUnflushedObject();
        } catch (JedisDataException error) {
            if (String.valueOf(error.getMessage()).startsWith(TOO_MANY_CLIENTS)) {
                // it says so and hangs up
                setBroken();
            }
            return error;
        }
    }

    /**
     * Reads all replies that are owed.
     *
     * @throws JedisDataException the first error among them, after all have been read
     */
    List<@Nullable Object> replies() {
        return withoutErrors(outcomes());
    }

    /** Reads all replies that are owed; one that is an error stands as {@link JedisDataException} in the list. */
    List<@Nullable Object> outcomes() {
        List<@Nullable Object> outcomes = new ArrayList<>(owed);
        while (owed > 0) {
            outcomes.add(outcome());
        }
        return outcomes;
    }

    /**
     * These replies.
     *
     * @throws JedisDataException the first error among them
     */
    static List<@Nullable Object> withoutErrors(List<@Nullable Object> outcomes) {
        for (Object each : outcomes) {
            if (each instanceof JedisDataException error) {
                throw error;
            }
        }
        return outcomes;
    }

    /** It goes back into the pool. */
    void served() {
        served = true;
    }

    /** Whether it was in the pool before, so that its server may have hung up since. */
    boolean hasServed() {
        return served;
    }

    /** Closes the connection without another word to the server. */
    void hangUp() {
        try {
            forceDisconnect();
        } catch (IOException alreadyGone) {
            setBroken();
        }
    }

    /** Whether the next reply would be that of the next command. */
    boolean isSound() {
        return owed == 0 && !isBroken() && isReadToTheEnd();
    }

    /** A reply that was garbled on the way may seem to end too soon; then its rest would be the next reply. */
    private boolean isReadToTheEnd() {
        try {
            return received == null || received.available() == 0;
        } catch (IOException gone) {
            return false;
        }
    }
}
