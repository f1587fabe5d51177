package io.github.appmetricaexport.outbox;

import java.time.Duration;

/** Waiting, so that tests need not. */
public interface Sleeper {
    void sleep(Duration duration);

    /** Really waits. */
    Sleeper REAL = duration -> {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutboxException("interrupted", e);
        }
    };
}
