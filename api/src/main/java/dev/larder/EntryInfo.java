package dev.larder;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What is known of one entry, for people who look for a fault: no secrets, no value. */
public final class EntryInfo {
    private final Builder facts;

    private EntryInfo(Builder facts) {
        this.facts = facts;
    }

    /** Starts the description of an entry that is absent until facts are added; for implementations. */
    public static Builder builder(String key, String physicalKey, String server) {
        return new Builder(key, physicalKey, server);
    }

    /** The key as the user knows it. */
    public String key() {
        return facts.key;
    }

    /** The key in Redis, with prefix and version. */
    public String physicalKey() {
        return facts.physicalKey;
    }

    /** The server that holds the key. */
    public String server() {
        return facts.server;
    }

    /** The name of the shard that holds the key; null if there are no shards. */
    public @Nullable String shard() {
        return facts.shard;
    }

    /** The slot of the key; empty if the server is no node of a cluster. */
    public OptionalInt slot() {
        return facts.slot;
    }

    /** Whether there is an entry. */
    public boolean exists() {
        return facts.ttl != null;
    }

    /** How long the entry still lives; null if there is none. */
    public @Nullable Ttl ttl() {
        return facts.ttl;
    }

    /** For how much of the end of its life the entry is stale; zero if never or unknown. */
    public Duration grace() {
        return facts.grace;
    }

    /** The bytes in Redis; 0 if there are none. */
    public int storedBytes() {
        return facts.storedBytes;
    }

    /** The bytes of the serialized value; 0 if unknown. */
    public int rawBytes() {
        return facts.rawBytes;
    }

    /** The bytes of the compressed value, without what is kept around it; 0 if it is not compressed, or unknown. */
    public int compressedBytes() {
        return facts.compressedBytes;
    }

    /** The name of the serializer, "digits" for a plain whole number; null if unknown. */
    public @Nullable String serializer() {
        return facts.serializer;
    }

    /** The name of the compressor; null if the value is not compressed, or unknown. */
    public @Nullable String compressor() {
        return facts.compressor;
    }

    /** Why the value cannot be read; null if it can, or there is none. */
    public @Nullable String unreadable() {
        return facts.unreadable;
    }

    /** The token of the load that is under way, in hex; null if there is none. */
    public @Nullable String leaseOwner() {
        return facts.leaseOwner;
    }

    /** Whether the last load failed a moment ago, so that only who failed may try again at once. */
    public boolean isCoolingDown() {
        return facts.coolingDown;
    }

    /** What is known and not nothing, in one line. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "EntryInfo[", "]");
        text.add("key=" + key()).add("physicalKey=" + physicalKey()).add("server=" + server());
        if (shard() != null) {
            text.add("shard=" + shard());
        }
        slot().ifPresent(slot -> text.add("slot=" + slot));
        if (exists()) {
            text.add("ttl=" + ttl()).add("grace=" + grace()).add("storedBytes=" + storedBytes());
        } else {
            text.add("absent");
        }
        if (serializer() != null) {
            text.add("rawBytes=" + rawBytes()).add("serializer=" + serializer());
        }
        if (compressor() != null) {
            text.add("compressedBytes=" + compressedBytes()).add("compressor=" + compressor());
        }
        if (unreadable() != null) {
            text.add("unreadable: " + unreadable());
        }
        if (leaseOwner() != null) {
            text.add("leaseOwner=" + leaseOwner());
        }
        if (isCoolingDown()) {
            text.add("coolingDown");
        }
        return text.toString();
    }

    /** Collects the facts of one entry; used once, by one thread. */
    public static final class Builder {
        private final String key;
        private final String physicalKey;
        private final String server;
        private @Nullable Ttl ttl;
        private Duration grace = Duration.ZERO;
        private int storedBytes;
        private int rawBytes;
        private @Nullable String serializer;
        private @Nullable String compressor;
        private @Nullable String unreadable;
        private @Nullable String leaseOwner;
        private @Nullable String shard;
        private OptionalInt slot = OptionalInt.empty();
        private int compressedBytes;
        private boolean coolingDown;

        private Builder(String key, String physicalKey, String server) {
            this.key = Objects.requireNonNull(key, "key");
            this.physicalKey = Objects.requireNonNull(physicalKey, "physicalKey");
            this.server = Objects.requireNonNull(server, "server");
        }

        /** There is an entry with this life and size. */
        public Builder present(Ttl ttl, int storedBytes) {
            this.ttl = Objects.requireNonNull(ttl, "ttl");
            this.storedBytes = storedBytes;
            return this;
        }

        /** The value can be read, and this is how it was written. */
        public Builder format(String serializer, @Nullable String compressor, int rawBytes, Duration grace) {
            this.serializer = serializer;
            this.compressor = compressor;
            this.rawBytes = rawBytes;
            this.grace = grace;
            return this;
        }

        /** The value cannot be read. */
        public Builder unreadable(String reason) {
            this.unreadable = reason;
            return this;
        }

        /** A load is under way. */
        public Builder leaseOwner(@Nullable String token) {
            this.leaseOwner = token;
            return this;
        }

        /** The last load failed a moment ago. */
        public Builder coolingDown() {
            this.coolingDown = true;
            return this;
        }

        /** The server is one of several that share the keys. */
        public Builder shard(@Nullable String name) {
            this.shard = name;
            return this;
        }

        /** The server is a node of a cluster. */
        public Builder slot(int slot) {
            this.slot = OptionalInt.of(slot);
            return this;
        }

        /** The value is compressed. */
        public Builder compressedBytes(int bytes) {
            this.compressedBytes = bytes;
            return this;
        }

        /** Ends the collection. */
        public EntryInfo build() {
            return new EntryInfo(this);
        }
    }
}
