package io.github.appmetricaexport.send;

import io.github.appmetricaexport.time.Sleeper;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a sender is told by where it runs.
 *
 * @param task its name in claims
 * @param nanoTime as of {@link System#nanoTime}: nobody sets it back, but it may stand still while the machine is suspended
 * @param random shared by threads
 * @param shutdown of the process
 */
record SenderSurroundings(
        String task,
        Clock clock,
        LongSupplier nanoTime,
        Sleeper sleeper,
        RandomGenerator random,
        GracefulShutdown shutdown) {
    static SenderSurroundings ofTask(String task) {
        return new SenderSurroundings(
                task,
                Clock.systemUTC(),
                System::nanoTime,
                Sleeper.THREAD,
                new SecureRandom(),
                GracefulShutdown.OF_PROCESS);
    }
}
