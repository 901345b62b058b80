package dev.larder.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** The heap that a task takes, kept or not. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Runs the task on this thread and returns how many bytes of heap it has allocated on it. */
    public static long bytesOf(Runnable task) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        task.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
