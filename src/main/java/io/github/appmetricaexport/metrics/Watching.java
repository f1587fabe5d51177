package io.github.appmetricaexport.metrics;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.results.RunResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells the metrics what the outbox shows. */
public final class Watching {
    private Watching() {}

    /** How much the day holds, once it is frozen. */
    public static void begin(Manifest manifest) {
        RunMetrics.here().begin(manifest.sourceRows(), manifest.invalidRows());
    }

    /** What is known of each payload at {@code now}. */
    public static void stand(List<PayloadHistory> histories, Instant now) {
        for (PayloadHistory history : histories) {
            FrozenPayload payload = history.payload();
            RunMetrics.here()
                    .stands(
                            payload.payloadId(),
                            Outcome.of(history, now),
                            payload.rows(),
                            payload.bytes(),
                            payload.firstEventTime());
        }
    }

    /** What came of one request, told once for each. */
    public static void answered(Receipt receipt) {
        RunMetrics.here()
                .answered(
                        receipt.payloadId(),
                        receipt.outcome(),
                        receipt.attempt(),
                        receipt.bytesSent(),
                        Duration.ofMillis(receipt.latencyMillis()));
    }

    /** What the run came to, and its payloads with it. */
    public static void ended(RunResult run, List<PayloadHistory> histories, Instant now) {
        stand(histories, now);
        RunMetrics.here().ended(run.outcome().exitCode());
    }
}
