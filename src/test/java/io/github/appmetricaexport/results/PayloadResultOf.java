package io.github.appmetricaexport.results;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.Receipt;
import java.time.Instant;

/** Rows of the payloads table, all alike but for what a test is about. */
public final class PayloadResultOf {
    private static final long AT = Instant.parse("2026-11-21T00:00:00Z").getEpochSecond();

    private PayloadResultOf() {}

    /** A payload of that many events with that outcome and status. */
    public static PayloadResult outcome(Outcome outcome, long rows, Integer status, String error) {
        FrozenPayload payload =
                FrozenPayloads.payload("p000001", "", new FrozenPayload.Content((int) rows, 100, "00", AT, AT));
        Receipt receipt = new Receipt(
                new AttemptId("p000001", 1),
                new Receipt.Result(
                        AttemptOutcome.ACCEPTED, status == null ? 0 : status, "", error == null ? "" : error),
                new Receipt.Request(
                        100, Instant.ofEpochSecond(AT), Instant.ofEpochSecond(AT + 1), 1000, "00000000", 1));
        return new PayloadResult(FrozenPayloads.untouched(payload).with(receipt), outcome, 0);
    }

    /** A payload of that many events with that outcome. */
    public static PayloadResult outcome(Outcome outcome, long rows) {
        return outcome(outcome, rows, null, null);
    }
}
