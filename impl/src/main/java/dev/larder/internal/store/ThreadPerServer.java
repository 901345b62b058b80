package dev.larder.internal.store;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An alarm with a daemon thread for each server that something is to be done for, so that a frozen one holds up no other. */
public final class ThreadPerServer implements Alarm {
    private static final long IDLE_SECONDS = 30;

    private final ConcurrentHashMap<String, ScheduledThreadPoolExecutor> threads = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** An alarm without threads; the first is made when it is needed. */
    public ThreadPerServer() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Future<?> after(long nanos, String server, Runnable task) {
        ScheduledThreadPoolExecutor thread = threads.computeIfAbsent(server, ThreadPerServer::thread);
        if (closed) {
            thread.shutdownNow();
        }
        return thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor thread(String server) {
        // after a shutdown, what comes is dropped in silence
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1, work -> daemon(work, server), new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /** It outlives the caller that happens to need it first, so it keeps nothing of that one's. */
    private static Thread daemon(Runnable work, String server) {
        Thread thread = new Thread(null, work, "larder-" + server, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(ThreadPerServer.class.getClassLoader());
        return thread;
    }

    @Override
    public void close() {
        closed = true;
        threads.values().forEach(ScheduledThreadPoolExecutor::shutdownNow);
    }
}
