package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.outbox.FrozenPayloads.NOW;
import static io.github.appmetricaexport.outbox.FrozenPayloads.claim;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static io.github.appmetricaexport.outbox.FrozenPayloads.receipt;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PayloadResultTest {
    private static final String ID = "p000001";

    private final TreeMap<Integer, Claim> claims = new TreeMap<>();
    private final TreeMap<Integer, Receipt> receipts = new TreeMap<>();

    private PayloadResult result(Resolution... resolutions) {
        return PayloadResult.of(
                new PayloadHistory(payload(ID), claims, receipts, List.of(resolutions), Optional.empty()), NOW);
    }

    private PayloadResult answered(AttemptOutcome outcome, int status, String error) {
        receipts.put(1, receipt(ID, 1, outcome, status, error));
        return result();
    }

    @Test
    void saysNothingOfAnswersBeforeTheFirst() {
        PayloadResult result = result();

        assertThat(result.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(result.attempts()).isZero();
        assertThat(result)
                .extracting("httpStatus", "response", "error", "finishedAt", "latencyMillis", "resolution")
                .containsOnlyNulls();
    }

    @Test
    void takesTheAcceptancesWordsThoughALaterAttemptFailed() {
        receipts.put(1, receipt(ID, 1, AttemptOutcome.AMBIGUOUS, 500, ""));
        receipts.put(2, receipt(ID, 2, AttemptOutcome.ACCEPTED, 200, ""));
        receipts.put(3, receipt(ID, 3, AttemptOutcome.REFUSED, 400, ""));

        assertThat(result().outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(result().httpStatus()).isEqualTo(200);
        assertThat(result().attempts()).isEqualTo(3);
        assertThat(result().latencyMillis()).isEqualTo(250);
        assertThat(result().<String>request(Receipt.Request::keyFingerprint)).isEqualTo("0a1b2c3d");
    }

    @Test
    void countsARefusedKeyOrAddressAsRejected() {
        assertThat(answered(AttemptOutcome.KEY_REFUSED, 403, "").outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(answered(AttemptOutcome.ADDRESS_REFUSED, 302, "").outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(answered(AttemptOutcome.REFUSED, 400, "").outcome()).isEqualTo(Outcome.REJECTED);
    }

    @Test
    void countsWhatMayPassLaterAsNotSent() {
        assertThat(answered(AttemptOutcome.REFUSED_FOR_NOW, 503, "").outcome()).isEqualTo(Outcome.NOT_SENT);
        PayloadResult unreachable = answered(AttemptOutcome.NOT_SENT, 0, "connection refused");
        assertThat(unreachable.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(unreachable.httpStatus()).isNull();
        assertThat(unreachable.error()).isEqualTo("connection refused");
    }

    @Test
    void isUnknownWhileAClaimHasNoReceipt() {
        claims.put(1, claim(ID, 1, 60));

        assertThat(result().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result().error()).isEqualTo("claimed, and its sender never said what came of it");
    }

    @Test
    void tellsWhoDecidedAndWhy() {
        receipts.put(1, receipt(ID, 1, AttemptOutcome.AMBIGUOUS, 500, ""));

        PayloadResult result = result(new Resolution(ID, Verdict.ACCEPTED, 1, "seen in the report", "somebody", NOW));

        assertThat(result.outcome()).isEqualTo(Outcome.ASSUMED_ACCEPTED);
        assertThat(result.resolution()).isEqualTo("accepted by somebody: seen in the report");
    }
}
