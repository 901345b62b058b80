package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The keys of a server that match, a page at a time; between two pages no connection is held. */
final class Scan implements Iterator<List<byte[]>> {
    private static final Raw MATCH = new Raw("MATCH".getBytes(US_ASCII));
    private static final Raw COUNT = new Raw("COUNT".getBytes(US_ASCII));
    /** A quarter of a millisecond of the server's time, and as much to unlink them: what others wait for meanwhile. */
    private static final Raw KEYS_A_PAGE = new Raw("250".getBytes(US_ASCII));

    private static final byte[] ENDS = {'0'};

    private final ServerPool pool;
    private final Raw pattern;
    private byte[] cursor = ENDS;
    private boolean ended;

    private Scan(ServerPool pool, byte[] pattern) {
        this.pool = pool;
        this.pattern = new Raw(pattern);
    }

    static Stream<List<byte[]>> pages(ServerPool pool, byte[] pattern) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Scan(pool, pattern), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<byte[]> next() {
        if (ended) {
            throw new NoSuchElementException();
        }
        CommandArguments scan = new CommandArguments(Command.SCAN)
                .add(new Raw(cursor))
                .add(MATCH)
                .add(pattern)
                .add(COUNT)
                .add(KEYS_A_PAGE);
        return Objects.requireNonNull(pool.look("scan", connection -> {
            List<Object> page = (List<Object>) Objects.requireNonNull(connection.ask(scan));
            cursor = (byte[]) page.get(0);
            ended = Arrays.equals(cursor, ENDS);
            return (List<byte[]>) page.get(1);
        }));
    }
}
