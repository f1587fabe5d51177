package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.FencingToken;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.time.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Payloads that a task found claimed: another copy of it may still be sending them.
 *
 * <p>The task stays until they are done. Were it to end first, Spark would kill the copy that is sending, in the middle of a
 * request, and put its payload in doubt for nothing.
 */
record OthersClaims(Journal journal, Store store, FencingToken fencing, Clock clock, Sleeper sleeper) {
    private static final Duration GLANCE = Duration.ofSeconds(1);

    /**
     * Returns when none of these is in flight any more, when the leases have been waited for as long as they are, or when
     * the date has another owner.
     */
    void await(List<FrozenPayload> claimed) throws InterruptedException {
        LeaseWatch watch = new LeaseWatch();
        while (!claimed.isEmpty() && fencing.isCurrent(store) && isAnyInFlight(claimed, watch)) {
            sleeper.sleep(GLANCE);
        }
    }

    private boolean isAnyInFlight(List<FrozenPayload> claimed, LeaseWatch watch) {
        Instant now = clock.instant();
        return journal.histories(claimed).stream()
                .filter(history -> history.state(now) == PayloadState.IN_FLIGHT)
                .anyMatch(history -> watch.until(history, now).isPresent());
    }
}
