package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.ControlledThreads.begin;
import static io.github.appmetricaexport.ControlledThreads.inEveryOrder;

import io.github.appmetricaexport.ControlledThreads.Worker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A process that is told to end, in every order of its threads' steps. */
class ShutdownUnderControlTest {
    @Test
    void noAttemptIsUnderWayWhenItHasEnded() {
        inEveryOrder(() -> {
            GracefulShutdown shutdown = new GracefulShutdown();
            AtomicBoolean ended = new AtomicBoolean();
            Worker attempt = begin(() -> {
                try {
                    shutdown.attemptBegins();
                    if (ended.get()) {
                        throw new IllegalStateException("an attempt is under way after the end");
                    }
                    shutdown.attemptEnds();
                } catch (InterruptedException heldBack) {
                    // As it should be, when the end came first.
                }
            });
            // Without patience: time stands still here, and whoever waits for it would wait for ever.
            if (shutdown.begin(Duration.ZERO)) {
                ended.set(true);
            }
            attempt.interrupt();
            attempt.join();
        });
    }
}
