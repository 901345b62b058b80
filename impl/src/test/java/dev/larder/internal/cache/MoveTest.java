package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.Topology;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.store.ForwardingStore;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.MovingFromStore;
import dev.larder.internal.store.MovingToStore;
import dev.larder.internal.store.ShardedStore;
import dev.larder.internal.store.Store;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An entry that is moved to another version, on another server, while connections break. */
class MoveTest {
    private static final int NEVER = Integer.MAX_VALUE;

    enum Way {
        SHARDED,
        MOVING_TO,
        MOVING_FROM;

        private Store together(Store one, Store other) {
            return switch (this) {
                case SHARDED -> new ShardedStore(List.of(one, other), MoveTest::versionOf);
                case MOVING_TO -> new MovingToStore(one, other, StoreCache::seen);
                case MOVING_FROM -> new MovingFromStore(one, other, StoreCache::seen);
            };
        }
    }

    /** The version of a key without prefix: {@code :0:k} or {@code :1:k}. */
    private static int versionOf(byte[] key) {
        return key[1] - '0';
    }

    /** Whether a request was lost on its way, or its reply. */
    private enum Lost {
        REQUEST,
        REPLY
    }

    private static final class Line {
        private int calls;
        private int breaksAt = NEVER;
        private Lost lost = Lost.REQUEST;
    }

    /** A server whose connection breaks at one of all calls. */
    private static final class Breaking extends ForwardingStore {
        private final Store store = new InMemoryStore(InstantSource.system());
        private final Line line;
        private final String name;

        private Breaking(Line line, String name) {
            this.line = line;
            this.name = name;
        }

        @Override
        protected <R extends @Nullable Object> R read(Call<R> call) {
            return write(call);
        }

        @Override
        protected <R extends @Nullable Object> R write(Call<R> call) {
            boolean breaks = ++line.calls == line.breaksAt;
            if (breaks && line.lost == Lost.REQUEST) {
                throw new CacheUnavailableException("the request was lost");
            }
            R answer = call.on(store);
            if (breaks) {
                throw new CacheUnavailableException("the reply was lost");
            }
            return answer;
        }

        @Override
        public String serverOf(byte[] key) {
            return name;
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_lost_whatever_breaks(Way way) {
        for (Lost lost : Lost.values()) {
            boolean broken = true;
            for (int breaksAt = 1; broken; breaksAt++) {
                broken = move(way, lost, breaksAt);
            }
        }
    }

    /** Moves an entry while a call is lost; says whether the move came so far. */
    private static boolean move(Way way, Lost lost, int breaksAt) {
        Line line = new Line();
        Store store = way.together(new Breaking(line, "one"), new Breaking(line, "other"));
        try (Cache<String> cache = CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, alarm) -> store))
                .serializer("json")
                .build(String.class)) {
            Cache<String> target = cache.atVersion(0);
            cache.set("k", "value");
            line.calls = 0;
            line.lost = lost;
            line.breaksAt = breaksAt;
            boolean moved;
            try {
                cache.moveToVersion("k", 0);
                moved = true;
            } catch (CacheUnavailableException away) {
                moved = false;
            }
            boolean broke = line.calls >= breaksAt;
            line.breaksAt = NEVER;
            String[] found = {cache.get("k"), target.get("k")};
            assertThat(found).as("after %s %s was lost", lost, breaksAt).contains("value");
            if (moved) {
                assertThat(found).as("after %s %s was lost", lost, breaksAt).containsExactly(null, "value");
            }
            return broke;
        }
    }
}
