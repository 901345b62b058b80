package dev.larder.internal;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Where the log lines of tests go: nowhere, except that those of servers are kept. */
public final class KeptLog implements SLF4JServiceProvider {
    private static final Queue<String> LINES = new ConcurrentLinkedQueue<>();

    private final BasicMarkerFactory markers = new BasicMarkerFactory();
    private final NOPMDCAdapter context = new NOPMDCAdapter();

    /** Found as a service. */
    public KeptLog() {}

    /** The lines with this word, as {@code LEVEL text}. */
    public static List<String> linesWith(String word) {
        return LINES.stream().filter(line -> line.contains(word)).toList();
    }

    private static final class Kept extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        private final boolean isKept;

        Kept(String name) {
            this.name = name;
            this.isKept = name.equals("dev.larder.Server");
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return isKept;
        }

        @Override
        public boolean isInfoEnabled() {
            return isKept;
        }

        @Override
        public boolean isWarnEnabled() {
            return isKept;
        }

        @Override
        public boolean isErrorEnabled() {
            return isKept;
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String pattern,
                Object @Nullable [] arguments,
                @Nullable Throwable fault) {
            LINES.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
        }
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return Kept::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        LINES.clear();
    }
}
