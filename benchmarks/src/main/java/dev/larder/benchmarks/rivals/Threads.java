package dev.larder.benchmarks.rivals;

import java.util.concurrent.ThreadFactory;

/** Makes threads of either kind, on JDKs that know only one too. */
final class Threads {
    private Threads() {}

    /** Whether this JDK has virtual threads. */
    static boolean areVirtualKnown() {
        return Runtime.version().feature() >= 21;
    }

    /** Threads that do not keep the JVM alive. */
    static ThreadFactory platform() {
        return work -> {
            Thread thread = new Thread(work, "worker");
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Virtual threads; only if they {@linkplain #areVirtualKnown are known}. */
    static ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException unknown) {
            throw new UnsupportedOperationException("virtual threads need JDK 21 or later", unknown);
        }
    }
}
