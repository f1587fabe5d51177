package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.ControlledThreads.begin;
import static io.github.appmetricaexport.ControlledThreads.inManyOrders;

import io.github.appmetricaexport.ControlledThreads.Worker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A process that is told to end while an attempt is under way and another may begin, under a scheduler.
 *
 * <p>For the scheduler no time passes, and a wait that has an end is none: here the process has all the time in the world. That its
 * patience has an end is {@link GracefulShutdownTest}'s affair.
 */
class ShutdownUnderControlTest {
    private static final Duration LONG = Duration.ofHours(1);

    /** An end of which nobody is told would be a thread that waits for ever. */
    @Test
    void noAttemptIsUnderWayWhenItHasEnded() {
        inManyOrders(() -> {
            GracefulShutdown shutdown = new GracefulShutdown(ShutdownUnderControlTest::waitWithoutAnEnd);
            AtomicBoolean ended = new AtomicBoolean();
            shutdown.attemptBegins();
            Worker answered = begin(shutdown::attemptEnds);
            Worker other = begin(() -> attempt(shutdown, ended));
            require(shutdown.begin(LONG), "an attempt is under way, and nobody waits for it any more");
            ended.set(true);
            answered.join();
            other.interrupt();
            other.join();
        });
    }

    @SuppressWarnings("WaitNotInLoop") // The loop is the shutdown's.
    private static void waitWithoutAnEnd(Object monitor, long atMost) throws InterruptedException {
        monitor.wait();
    }

    private static void attempt(GracefulShutdown shutdown, AtomicBoolean ended) {
        try {
            shutdown.attemptBegins();
        } catch (InterruptedException heldBack) {
            // As it should be, when the end came first.
            return;
        }
        require(!ended.get(), "an attempt is under way after the end");
        shutdown.attemptEnds();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
