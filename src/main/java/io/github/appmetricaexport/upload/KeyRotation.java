package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.time.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether a refused key has been replaced by another.
 *
 * <p>Key and store are rarely changed in the same moment: a store that can change is looked at for {@link #PATIENCE}.
 */
public record KeyRotation(KeyStore keys, Clock clock, Sleeper sleeper) {
    /** Short, since a key that is simply wrong costs it once per run; a mounted secret may take a minute, and a rerun. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration GLANCE = Duration.ofMillis(500);

    /** True as soon as the store holds another usable key; false after the patience without one. */
    public boolean hasReplaced(String applicationId, PostApiKey refused) throws InterruptedException {
        Instant end = clock.instant().plus(keys.canChange() ? PATIENCE : Duration.ZERO);
        while (!holdsAnother(applicationId, refused)) {
            if (!clock.instant().isBefore(end)) {
                return false;
            }
            sleeper.sleep(GLANCE);
        }
        return true;
    }

    private boolean holdsAnother(String applicationId, PostApiKey refused) {
        try {
            return !keys.keyOf(applicationId).text().equals(refused.text());
        } catch (MissingKeyException beingReplaced) {
            return false;
        }
    }
}
