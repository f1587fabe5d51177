package io.github.appmetricaexport;

import java.time.Duration;
import org.jetbrains.lincheck.Lincheck;

/**
 * Threads under a scheduler that decides after which of their steps another one goes on.
 *
 * <p>Of the many orders it takes a thousand at most, the same each time; for one that ends badly it prints who did what, in which
 * order. {@code -Dschedules=N} asks for more. It knows no files, no time, and no waiting that ends by itself.
 */
public final class ControlledThreads {
    private static final Duration LONGEST_REHEARSAL = Duration.ofSeconds(10);
    private static final int SCHEDULES = Integer.getInteger("schedules", 1_000);

    private ControlledThreads() {}

    /** What a thread does. */
    public interface Work {
        void run() throws Exception;
    }

    /** Plays this in many orders; it begins anew each time and throws where it ends badly. */
    public static void inManyOrders(Work play) {
        rehearse(play);
        Lincheck.runConcurrentTest(SCHEDULES, () -> run(play));
    }

    /**
     * Plays it once as it comes: the scheduler does not know of a thread that waits until another has initialized a class.
     * What ends badly here, or not at all, ends so before the scheduler too, which tells why.
     */
    private static void rehearse(Work play) {
        Thread rehearsal = new Thread(() -> run(play));
        rehearsal.setDaemon(true);
        rehearsal.setUncaughtExceptionHandler((thread, failure) -> {});
        rehearsal.start();
        try {
            rehearsal.join(LONGEST_REHEARSAL.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(Work play) {
        try {
            play.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A thread of what a play is about. */
    public static final class Worker {
        private final Thread thread;
        private volatile Exception failure;

        private Worker(Work work) {
            thread = new Thread(() -> {
                try {
                    work.run();
                } catch (Exception e) {
                    failure = e;
                }
            });
        }

        public void interrupt() {
            thread.interrupt();
        }

        /** Waits for it; throws what it threw, since a thread that dies ends no play. */
        public void join() throws Exception {
            thread.join();
            if (failure != null) {
                throw failure;
            }
        }
    }

    public static Worker begin(Work work) {
        Worker worker = new Worker(work);
        worker.thread.start();
        return worker;
    }
}
