package io.github.appmetricaexport.audit;

import static io.github.appmetricaexport.outbox.FrozenPayloads.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.FrozenPayloads;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Resolution;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import io.github.appmetricaexport.outbox.Split;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SoughtPayloadTest {
    private static final Instant ANSWERED = NOW.plusMillis(250);
    private static final Instant LATER = NOW.plusSeconds(600);

    private static PayloadHistory history(AttemptOutcome... outcomes) {
        PayloadHistory history = FrozenPayloads.untouched(FrozenPayloads.payload("p1"));
        for (int attempt = 1; attempt <= outcomes.length; attempt++) {
            history = history.with(FrozenPayloads.receipt("p1", attempt, outcomes[attempt - 1], 0, ""));
        }
        return history;
    }

    private static Optional<SoughtPayload> of(PayloadHistory history) {
        return SoughtPayload.of(1, history, false, LATER);
    }

    @Test
    void isNotSoughtWhereNothingCanHaveBeenApplied() {
        assertThat(of(history())).isEmpty();
        assertThat(of(history(AttemptOutcome.KEY_REFUSED, AttemptOutcome.REFUSED_FOR_NOW, AttemptOutcome.NOT_SENT)))
                .isEmpty();
        assertThat(of(history(AttemptOutcome.TOO_LARGE))).isEmpty();
        assertThat(SoughtPayload.of(1, history(AttemptOutcome.REFUSED), true, LATER))
                .isEmpty();
    }

    @Test
    void countsEachAttemptThatMayHaveBeenApplied() {
        SoughtPayload doubt = of(history(
                        AttemptOutcome.AMBIGUOUS, AttemptOutcome.REFUSED_FOR_NOW, AttemptOutcome.AMBIGUOUS))
                .orElseThrow();
        assertThat(doubt.isInDoubt()).isTrue();
        assertThat(doubt.applications()).containsExactly(ANSWERED, ANSWERED);

        SoughtPayload accepted =
                of(history(AttemptOutcome.AMBIGUOUS, AttemptOutcome.ACCEPTED)).orElseThrow();
        assertThat(accepted.isInDoubt()).isFalse();
        assertThat(accepted.isAcknowledged()).isTrue();
        assertThat(accepted.times()).isEqualTo(2);
    }

    @Test
    void aRefusalThatMayHaveLetAPartPassExplainsEventsAndIsNotInDoubt() {
        SoughtPayload refused = of(history(AttemptOutcome.REFUSED)).orElseThrow();

        assertThat(refused.isInDoubt()).isFalse();
        assertThat(refused.isCounted()).isFalse();
        assertThat(refused.times()).isEqualTo(1);
    }

    @Test
    void aClaimWithoutAnAnswerMayHaveBeenAppliedUntilItsLeaseWasOver() {
        SortedMap<Integer, Claim> claims = new TreeMap<>();
        claims.put(1, FrozenPayloads.claim("p1", 1, 60));
        PayloadHistory silent =
                new PayloadHistory(FrozenPayloads.payload("p1"), claims, new TreeMap<>(), List.of(), Optional.empty());

        assertThat(of(silent).orElseThrow().applications()).containsExactly(NOW.plusSeconds(60));
    }

    @Test
    void aDecisionDoesNotUndoWhatMayBeThere() {
        PayloadHistory decided = new PayloadHistory(
                FrozenPayloads.payload("p1"),
                new TreeMap<>(),
                history(AttemptOutcome.AMBIGUOUS).receipts(),
                List.of(new Resolution("p1", Verdict.NOT_APPLIED, 1, "a reason", "somebody", NOW)),
                Optional.empty());

        SoughtPayload sought = of(decided).orElseThrow();
        assertThat(sought.isInDoubt()).isFalse();
        assertThat(sought.times()).isEqualTo(1);
    }

    @Test
    void theHalvesOfASplitPayloadStandInForIt() {
        PayloadHistory split = new PayloadHistory(
                FrozenPayloads.payload("p1"),
                new TreeMap<>(),
                history(AttemptOutcome.REFUSED).receipts(),
                List.of(),
                Optional.of(new Split(
                        "p1",
                        AttemptOutcome.REFUSED,
                        List.of(FrozenPayloads.payload("p1a"), FrozenPayloads.payload("p1b")),
                        NOW)));

        assertThat(of(split)).isEmpty();
    }
}
