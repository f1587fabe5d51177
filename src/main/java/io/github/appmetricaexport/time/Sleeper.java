package io.github.appmetricaexport.time;

import java.time.Duration;

/** How to let time pass, so that no test has to. */
@FunctionalInterface
public interface Sleeper {
    /** The sleep of this thread. */
    Sleeper THREAD = duration -> Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);

    /** Returns when the time has passed; not before, and not for a duration of zero or less. */
    void sleep(Duration duration) throws InterruptedException;
}
