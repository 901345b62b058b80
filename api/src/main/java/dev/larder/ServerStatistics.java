package dev.larder;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How things stand with one server, for all caches of a builder together; counts begin when its connections are opened. */
public final class ServerStatistics {
    private final Builder facts;

    private ServerStatistics(Builder facts) {
        this.facts = facts;
    }

    /** Starts the description of a server that answers and that nobody uses; for implementations. */
    public static Builder builder(String server) {
        return new Builder(server);
    }

    /** The server's name, as the listener hears it. */
    public String server() {
        return facts.server;
    }

    /** Connections in use. */
    public int activeConnections() {
        return facts.activeConnections;
    }

    /** Connections that wait to be used. */
    public int idleConnections() {
        return facts.idleConnections;
    }

    /** Callers that wait for a connection, more or less. */
    public int waitingCallers() {
        return facts.waitingCallers;
    }

    /** Callers that waited for a connection in vain. */
    public long poolTimeouts() {
        return facts.poolTimeouts;
    }

    /** How often it stopped answering. */
    public long outages() {
        return facts.outages;
    }

    /** Whether it did not answer when it was last asked. */
    public boolean isAway() {
        return facts.awayFor != null;
    }

    /** For how long it has not answered; null if it answers. */
    public @Nullable Duration awayFor() {
        return facts.awayFor;
    }

    @Override
    public String toString() {
        return "ServerStatistics[" + server() + ", activeConnections=" + activeConnections() + ", idleConnections="
                + idleConnections() + ", waitingCallers=" + waitingCallers() + ", poolTimeouts=" + poolTimeouts()
                + ", outages=" + outages() + (isAway() ? ", awayFor=" + awayFor() : "") + "]";
    }

    /** Collects what is known of a server; used once, by one thread. */
    public static final class Builder {
        private final String server;
        private int activeConnections;
        private int idleConnections;
        private int waitingCallers;
        private long poolTimeouts;
        private long outages;
        private @Nullable Duration awayFor;

        private Builder(String server) {
            this.server = Objects.requireNonNull(server, "server");
        }

        /** Adds the connections of one pool and the callers that wait for them. */
        public Builder connections(int active, int idle, int waiting) {
            this.activeConnections += active;
            this.idleConnections += idle;
            this.waitingCallers += waiting;
            return this;
        }

        /** See {@link ServerStatistics#poolTimeouts()}. */
        public Builder poolTimeouts(long poolTimeouts) {
            this.poolTimeouts = poolTimeouts;
            return this;
        }

        /** See {@link ServerStatistics#outages()} and {@link ServerStatistics#awayFor()}. */
        public Builder outages(long outages, @Nullable Duration awayFor) {
            this.outages = outages;
            this.awayFor = awayFor;
            return this;
        }

        /** Ends the collection. */
        public ServerStatistics build() {
            return new ServerStatistics(this);
        }
    }
}
