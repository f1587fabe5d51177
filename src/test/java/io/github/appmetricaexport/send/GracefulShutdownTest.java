package io.github.appmetricaexport.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GracefulShutdownTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final GracefulShutdown shutdown = new GracefulShutdown();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Test
    void waitsForTheLastAttemptUnderWay() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        shutdown.attemptBegins();
        shutdown.attemptBegins();

        Thread end = started(() -> ended.set(shutdown.begin(LONG)));
        awaitWaiting(end);
        shutdown.attemptEnds();
        awaitWaiting(end);
        assertThat(ended).isFalse();
        shutdown.attemptEnds();

        end.join(LONG.toMillis());
        assertThat(ended).isTrue();
    }

    @Test
    @Timeout(30)
    void endsAtOnceWhenNothingIsUnderWay() throws Exception {
        shutdown.attemptBegins();
        shutdown.attemptEnds();

        assertThat(shutdown.begin(LONG)).isTrue();
    }

    @Test
    void waitsForTheLongestThatAnyRunAskedFor() {
        shutdown.expect(Duration.ofMillis(2));
        shutdown.expect(Duration.ofMillis(3));
        shutdown.expect(Duration.ofMillis(1));

        assertThat(shutdown.patience()).isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void givesUpAfterItsPatience() throws Exception {
        shutdown.attemptBegins();

        assertThat(shutdown.begin(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void letsNothingBeginAfterIt() throws Exception {
        shutdown.begin(LONG);

        awaitWaiting(attempt());

        assertThat(begun.getCount()).as("held back").isEqualTo(1);
        assertThat(shutdown.begin(LONG)).as("nothing is under way").isTrue();
    }

    /** A task that is killed meanwhile lets go. */
    @Test
    void canBeInterruptedWhileItHoldsAnAttemptBack() throws Exception {
        shutdown.begin(LONG);
        Thread attempt = attempt();
        awaitWaiting(attempt);

        attempt.interrupt();

        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    }

    private static Thread started(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Until it waits for somebody else. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).as("it waits and does not end").isTrue();
            Thread.onSpinWait();
        }
    }

    private Thread attempt() {
        return started(() -> {
            try {
                shutdown.attemptBegins();
                begun.countDown();
            } catch (InterruptedException told) {
                interrupted.countDown();
            }
        });
    }
}
