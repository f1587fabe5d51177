package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.results.DayBounds;
import io.github.appmetricaexport.results.DayTooLargeException;
import java.util.HashSet;
import java.util.Set;

/** How much a day came to so far, in one task or in all that are done; it ends where that passes the day's bounds. */
final class DayTally {
    private final DayBounds bounds;
    private final Set<String> applications = new HashSet<>();
    private long bytes;

    DayTally(DayBounds bounds) {
        this.bounds = bounds;
    }

    /** @throws DayTooLargeException when it is one too many */
    void application(String id) {
        applications.add(id);
        check();
    }

    /** @throws DayTooLargeException when that is too much */
    void written(long more) {
        bytes += more;
        check();
    }

    /** @throws DayTooLargeException when the parts come to too much together */
    void add(PlannedPart part) {
        part.payloads().stream().map(FrozenPayload::applicationId).forEach(applications::add);
        bytes += part.bytes();
        check();
    }

    /** Of payloads and refused rows. */
    long bytes() {
        return bytes;
    }

    private void check() {
        // Asked for every row.
        if (bytes > bounds.maxBytes() || applications.size() > bounds.maxApplications()) {
            throw new DayTooLargeException(
                    bounds.objections(applications.size(), bytes).get(0).sentence());
        }
    }
}
