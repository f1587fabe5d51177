package io.github.appmetricaexport.send;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process that is told to end finish the attempts that it has begun: from the signal on none begins, and the process
 * ends when those under way have their receipts.
 *
 * <p>Otherwise each request under way would be a lost answer. Whoever told it to end may send SIGKILL before that. To Spark an
 * executor looks well meanwhile; tasks that it is given wait with it, and begin elsewhere when it is gone.
 */
final class GracefulShutdown {
    private static final Logger LOG = LoggerFactory.getLogger(GracefulShutdown.class);

    /** Before Spark's own hook (30 above the file systems') and theirs: a receipt still needs the outbox. */
    private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 100;

    /** Of this process. */
    static final GracefulShutdown OF_PROCESS = new GracefulShutdown();

    @SuppressWarnings("UnnecessaryLambda") // Hadoop knows a hook again as the same object.
    private final Runnable hook = () -> begin(patience());

    private final Wait wait;

    private Duration patience = Duration.ZERO;
    private int underWay;
    private boolean begun;

    /** How to wait, by a monitor that this thread owns, until somebody notifies it; for so long at most. */
    @FunctionalInterface
    interface Wait {
        void on(Object monitor, long nanos) throws InterruptedException;
    }

    GracefulShutdown() {
        this(TimeUnit.NANOSECONDS::timedWait);
    }

    /** @param wait of whoever waits for attempts under way */
    GracefulShutdown(Wait wait) {
        this.wait = wait;
    }

    /** Has the process wait at its end, for the longest time that anybody asked for. */
    synchronized void expect(Duration longest) {
        if (longest.compareTo(patience) <= 0) {
            return;
        }
        patience = longest;
        try {
            ShutdownHookManager hooks = ShutdownHookManager.get();
            // It does not take a known hook again, and gives each half a minute unless told more.
            hooks.removeShutdownHook(hook);
            hooks.addShutdownHook(hook, PRIORITY, longest.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalStateException alreadyEnding) {
            begun = true;
        }
    }

    synchronized Duration patience() {
        return patience;
    }

    /**
     * An attempt begins, which {@link #attemptEnds} has to follow. Once the process is told to end this does not return: a task
     * that came back without its payloads would count as done, and its executor as one to give it to again.
     */
    synchronized void attemptBegins() throws InterruptedException {
        while (begun) {
            wait();
        }
        underWay++;
    }

    synchronized void attemptEnds() {
        underWay--;
        notifyAll();
    }

    /** Lets nothing begin any more and waits for what has; true when all of it has ended. */
    synchronized boolean begin(Duration longest) {
        begun = true;
        if (underWay > 0) {
            LOG.warn(
                    "told to end: waiting for the answers of {} requests, {} s at most; kill -9 would leave them in doubt",
                    underWay,
                    longest.toSeconds());
        }
        long end = System.nanoTime() + longest.toNanos();
        try {
            for (long left = longest.toNanos(); underWay > 0 && left > 0; left = end - System.nanoTime()) {
                wait.on(this, left);
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        return underWay == 0;
    }
}
