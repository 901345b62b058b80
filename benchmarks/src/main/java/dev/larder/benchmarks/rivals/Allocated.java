package dev.larder.benchmarks.rivals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** How much memory the threads of this JVM have asked for. */
final class Allocated {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Counts the threads that are gone, and the virtual ones, too. */
    private static final @Nullable Method TOTAL = total();

    private Allocated() {}

    private static @Nullable Method total() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException beforeJdk21) {
            return null;
        }
    }

    /** Bytes by all threads: before JDK 21 by those that are there now. */
    static long inAll() {
        if (TOTAL == null) {
            long bytes = 0;
            for (long each : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
                bytes += Math.max(0, each);
            }
            return bytes;
        }
        try {
            return (long) TOTAL.invoke(THREADS);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("it was there a moment ago", impossible);
        }
    }
}
