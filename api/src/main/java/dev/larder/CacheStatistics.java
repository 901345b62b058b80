package dev.larder;

import java.time.Duration;
import java.util.List;

/** Counts since a cache was built, over all its versions, taken at one moment. */
public final class CacheStatistics {
    private final Builder counts;

    private CacheStatistics(Builder counts) {
        this.counts = counts;
    }

    /** Starts a snapshot in which everything is zero; for implementations. */
    public static Builder builder() {
        return new Builder();
    }

    /** Reads that found a value, stale ones included. */
    public long hits() {
        return counts.hits;
    }

    /** Reads that found none. */
    public long misses() {
        return counts.misses;
    }

    /** The share of reads that found a value, from 0 to 1; 1 if there was none. */
    public double hitRatio() {
        long reads = hits() + misses();
        return reads == 0 ? 1 : (double) hits() / reads;
    }

    /** Reads that found a stale value. */
    public long staleHits() {
        return counts.staleHits;
    }

    /** Values that were written. */
    public long puts() {
        return counts.puts;
    }

    /** Entries asked to be removed by their keys. */
    public long deletes() {
        return counts.deletes;
    }

    /** Values that loaders returned. */
    public long loads() {
        return counts.loads;
    }

    /** Keys for which loaders failed. */
    public long loadFailures() {
        return counts.loadFailures;
    }

    /** Loaded values that were not stored because something newer had happened to their keys. */
    public long commitsRejected() {
        return counts.commitsRejected;
    }

    /** Values in Redis that could not be read. */
    public long unreadable() {
        return counts.unreadable;
    }

    /** Operations that were answered as a miss or dropped because Redis was away. */
    public long dropped() {
        return counts.dropped;
    }

    /** The time spent in loaders that returned a value. */
    public Duration totalLoadTime() {
        return Duration.ofNanos(counts.totalLoadNanos);
    }

    /** The time within which half of the calls of loaders returned, to within 1/32; zero if none did. */
    public Duration p50LoadTime() {
        return Duration.ofNanos(counts.p50LoadNanos);
    }

    /** The time within which 95 of 100 calls of loaders returned, to within 1/32; zero if none did. */
    public Duration p95LoadTime() {
        return Duration.ofNanos(counts.p95LoadNanos);
    }

    /** The time within which 99 of 100 calls of loaders returned, to within 1/32; zero if none did. */
    public Duration p99LoadTime() {
        return Duration.ofNanos(counts.p99LoadNanos);
    }

    /** The time of the longest call of a loader that returned; zero if none did. */
    public Duration maxLoadTime() {
        return Duration.ofNanos(counts.maxLoadNanos);
    }

    /** The bytes of the values that were read, as they lie in Redis, without keys. */
    public long bytesRead() {
        return counts.bytesRead;
    }

    /** The bytes of the values that were written, as they lie in Redis, without keys. */
    public long bytesWritten() {
        return counts.bytesWritten;
    }

    /** The removals that are remembered at this moment and done once their servers are back. */
    public long journalLength() {
        return counts.journalLength;
    }

    /** The servers that are known at this moment, none for caches without; a cluster knows its nodes once it is used. */
    public List<ServerStatistics> servers() {
        return counts.servers;
    }

    @Override
    public String toString() {
        return "CacheStatistics[hits=" + hits() + ", misses=" + misses() + ", staleHits=" + staleHits() + ", puts="
                + puts() + ", deletes=" + deletes() + ", loads=" + loads() + ", loadFailures=" + loadFailures()
                + ", commitsRejected=" + commitsRejected() + ", unreadable=" + unreadable() + ", dropped=" + dropped()
                + ", totalLoadTime=" + totalLoadTime() + ", p50LoadTime=" + p50LoadTime() + ", p95LoadTime="
                + p95LoadTime() + ", p99LoadTime=" + p99LoadTime() + ", maxLoadTime=" + maxLoadTime() + ", bytesRead="
                + bytesRead() + ", bytesWritten=" + bytesWritten() + ", journalLength=" + journalLength()
                + ", servers=" + servers() + "]";
    }

    /** Collects the counts of a snapshot; used once, by one thread. */
    public static final class Builder {
        private long hits;
        private long misses;
        private long staleHits;
        private long puts;
        private long deletes;
        private long loads;
        private long loadFailures;
        private long commitsRejected;
        private long unreadable;
        private long dropped;
        private long totalLoadNanos;
        private long p50LoadNanos;
        private long p95LoadNanos;
        private long p99LoadNanos;
        private long maxLoadNanos;
        private long bytesRead;
        private long bytesWritten;
        private long journalLength;
        private List<ServerStatistics> servers = List.of();

        private Builder() {}

        /** See {@link CacheStatistics#hits()}, {@link CacheStatistics#misses()} and {@link CacheStatistics#staleHits()}. */
        public Builder reads(long hits, long misses, long staleHits) {
            this.hits = hits;
            this.misses = misses;
            this.staleHits = staleHits;
            return this;
        }

        /** See {@link CacheStatistics#puts()} and {@link CacheStatistics#deletes()}. */
        public Builder writes(long puts, long deletes) {
            this.puts = puts;
            this.deletes = deletes;
            return this;
        }

        /** See {@link CacheStatistics#loads()} and the counts about loads that follow it. */
        public Builder loads(long loads, long loadFailures, long commitsRejected, long totalLoadNanos) {
            this.loads = loads;
            this.loadFailures = loadFailures;
            this.commitsRejected = commitsRejected;
            this.totalLoadNanos = totalLoadNanos;
            return this;
        }

        /** See {@link CacheStatistics#unreadable()} and {@link CacheStatistics#dropped()}. */
        public Builder troubles(long unreadable, long dropped) {
            this.unreadable = unreadable;
            this.dropped = dropped;
            return this;
        }

        /** See {@link CacheStatistics#p50LoadTime()} and those that follow it; all in nanoseconds. */
        public Builder loadTimes(long p50, long p95, long p99, long max) {
            this.p50LoadNanos = p50;
            this.p95LoadNanos = p95;
            this.p99LoadNanos = p99;
            this.maxLoadNanos = max;
            return this;
        }

        /** See {@link CacheStatistics#bytesRead()} and {@link CacheStatistics#bytesWritten()}. */
        public Builder bytes(long read, long written) {
            this.bytesRead = read;
            this.bytesWritten = written;
            return this;
        }

        /** See {@link CacheStatistics#journalLength()}. */
        public Builder journal(long length) {
            this.journalLength = length;
            return this;
        }

        /** See {@link CacheStatistics#servers()}. */
        public Builder servers(List<ServerStatistics> servers) {
            this.servers = List.copyOf(servers);
            return this;
        }

        /** Ends the collection. */
        public CacheStatistics build() {
            return new CacheStatistics(this);
        }
    }
}
