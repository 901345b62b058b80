package dev.larder.benchmarks;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/** A hundred values on four servers: all servers at once, and one after the other. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FourShards {
    private final List<RedisProcess> servers =
            Stream.generate(RedisProcess::start).limit(4).toList();
    private final List<TcpProxy> ways =
            servers.stream().map(server -> TcpProxy.to(server.port())).toList();
    private final List<String> keys =
            IntStream.range(0, 100).mapToObj(i -> "key-" + i).toList();
    private final Cache<byte[]> all =
            cache(Topology.sharded(ways.stream().map(FourShards::uri).toArray(String[]::new)));
    private final List<Cache<byte[]>> each =
            ways.stream().map(way -> cache(Topology.single(uri(way)))).toList();
    private final List<List<String>> homes = new ArrayList<>();
    private final List<SendingConnection> connections =
            ways.stream().map(way -> new SendingConnection(way.port())).toList();
    private final List<CommandArguments> commands = new ArrayList<>();

    /** How many bytes a value has. */
    @Param("1024")
    public int bytes = 1024;

    /** By how many milliseconds replies are late, as on a network. */
    @Param({"0", "1"})
    public int late = 0;

    /** For JMH. */
    public FourShards() {}

    /** Fills the servers. */
    @Setup
    public void fill() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, new byte[bytes]));
        all.setMany(values);
        for (TcpProxy way : ways) {
            List<String> own = keys.stream()
                    .filter(key -> all.explain(key).server().equals(uri(way)))
                    .toList();
            homes.add(own);
            commands.add(asking(own));
        }
        ways.forEach(way -> way.delay(Duration.ofMillis(late)));
    }

    private static String uri(TcpProxy way) {
        return "127.0.0.1:" + way.port();
    }

    private static Cache<byte[]> cache(Topology topology) {
        return CacheBuilder.connectTo(topology)
                .keyPrefix("bench")
                .serializer(new RawBytes())
                .defaultTtl(Ttl.ofHours(1))
                .build(byte[].class);
    }

    /** Jedis' connection, which can send without waiting. */
    private static final class SendingConnection extends Connection {
        SendingConnection(int port) {
            super("127.0.0.1", port);
        }

        void send(CommandArguments command) {
            sendCommand(command);
            flush();
        }
    }

    /** Ends all. */
    @TearDown
    public void stop() {
        all.close();
        each.forEach(Cache::close);
        connections.forEach(Connection::close);
        ways.forEach(TcpProxy::close);
        servers.forEach(RedisProcess::close);
    }

    /** One server after the other, a getMany each. */
    @Benchmark
    public Map<String, byte[]> shardAfterShard() {
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (int i = 0; i < 4; i++) {
            found.putAll(each.get(i).getMany(homes.get(i)));
        }
        return found;
    }

    /** All servers by one getMany. */
    @Benchmark
    @Beside("shardAfterShard")
    public Map<String, byte[]> allShardsAtOnce() {
        return all.getMany(keys);
    }

    /** Four connections by hand, as one would write it: send everything, then read everything into a map; nothing is decoded. */
    @Benchmark
    @Beside("allShardsAtOnce")
    public Map<String, Object> byHand() {
        for (int i = 0; i < 4; i++) {
            connections.get(i).send(asking(homes.get(i)));
        }
        Map<String, Object> found = new LinkedHashMap<>();
        for (int i = 0; i < 4; i++) {
            List<Object> replies = connections.get(i).getObjectMultiBulkReply();
            for (int j = 0; j < replies.size(); j++) {
                found.put(homes.get(i).get(j), replies.get(j));
            }
        }
        return found;
    }

    /** The same, with commands made before and replies left as they come: the way there and back alone. */
    @Benchmark
    @Beside("allShardsAtOnce")
    public List<Object> wayAlone() {
        for (int i = 0; i < 4; i++) {
            connections.get(i).send(commands.get(i));
        }
        List<Object> replies = new ArrayList<>();
        connections.forEach(connection -> replies.addAll(connection.getObjectMultiBulkReply()));
        return replies;
    }

    private static CommandArguments asking(List<String> keys) {
        CommandArguments command = new CommandArguments(Command.MGET);
        keys.forEach(key -> command.add(("bench:1:" + key).getBytes(StandardCharsets.UTF_8)));
        return command;
    }
}
