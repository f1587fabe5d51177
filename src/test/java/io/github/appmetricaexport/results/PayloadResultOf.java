package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Outcome;
import java.time.Instant;

/** Rows of the payloads table, all alike but for what a test is about. */
public final class PayloadResultOf {
    private PayloadResultOf() {}

    /** A payload of that many events with that outcome and status. */
    public static PayloadResult outcome(Outcome outcome, long rows, Integer status, String error) {
        Instant at = Instant.parse("2026-11-21T00:00:00Z");
        return new PayloadResult(
                "p000001",
                null,
                "1111",
                "profile_id",
                rows,
                100,
                "00",
                at,
                at,
                outcome,
                1,
                status,
                null,
                error,
                at,
                at.plusSeconds(1),
                1000L,
                "00000000",
                null,
                0,
                1);
    }

    /** A payload of that many events with that outcome. */
    public static PayloadResult outcome(Outcome outcome, long rows) {
        return outcome(outcome, rows, null, null);
    }
}
