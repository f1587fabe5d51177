package io.github.appmetricaexport.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PayloadHistoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant RUNS = NOW.plusSeconds(1);
    private static final Instant OVER = NOW;

    @Test
    void isPendingUntilSomebodyClaimsIt() {
        assertThat(new Files().state()).isEqualTo(PayloadState.PENDING);
    }

    @Test
    void isInFlightWhileItsLeaseRuns() {
        assertThat(new Files().claim(1, RUNS).state()).isEqualTo(PayloadState.IN_FLIGHT);
    }

    @Test
    void isUnknownWhenItsLeaseIsOver() {
        assertThat(new Files().claim(1, OVER).state()).isEqualTo(PayloadState.UNKNOWN);
    }

    @Test
    void isAcceptedByTheApisWord() {
        assertThat(new Files()
                        .claim(1, OVER)
                        .receipt(1, AttemptOutcome.ACCEPTED)
                        .state())
                .isEqualTo(PayloadState.ACCEPTED);
    }

    @Test
    void isRejectedByADefiniteRefusal() {
        assertThat(new Files().receipt(1, AttemptOutcome.REFUSED).state()).isEqualTo(PayloadState.REJECTED);
        assertThat(new Files().receipt(1, AttemptOutcome.TOO_LARGE).state()).isEqualTo(PayloadState.REJECTED);
    }

    @Test
    void mayBeSentAgainWhenItIsKnownNotToHaveBeenApplied() {
        for (AttemptOutcome outcome : List.of(
                AttemptOutcome.REFUSED_FOR_NOW,
                AttemptOutcome.NOT_SENT,
                AttemptOutcome.KEY_REFUSED,
                AttemptOutcome.ADDRESS_REFUSED)) {
            assertThat(new Files().receipt(1, outcome).state())
                    .as(outcome.name())
                    .isEqualTo(PayloadState.RETRY);
        }
    }

    @Test
    void isUnknownAfterALostAnswer() {
        assertThat(new Files().receipt(1, AttemptOutcome.AMBIGUOUS).state()).isEqualTo(PayloadState.UNKNOWN);
    }

    @Test
    void staysUnknownWhenALaterAttemptIsRefused() {
        assertThat(new Files()
                        .receipt(1, AttemptOutcome.AMBIGUOUS)
                        .receipt(2, AttemptOutcome.REFUSED)
                        .state())
                .isEqualTo(PayloadState.UNKNOWN);
        assertThat(new Files()
                        .claim(1, OVER)
                        .receipt(2, AttemptOutcome.NOT_SENT)
                        .state())
                .isEqualTo(PayloadState.UNKNOWN);
    }

    @Test
    void isAcceptedWhenALaterAttemptIs() {
        assertThat(new Files()
                        .receipt(1, AttemptOutcome.AMBIGUOUS)
                        .receipt(2, AttemptOutcome.ACCEPTED)
                        .state())
                .isEqualTo(PayloadState.ACCEPTED);
    }

    @Test
    void isInFlightRatherThanUnknownWhileAnyLeaseRuns() {
        assertThat(new Files()
                        .receipt(1, AttemptOutcome.AMBIGUOUS)
                        .claim(2, RUNS)
                        .state())
                .isEqualTo(PayloadState.IN_FLIGHT);
    }

    @Test
    void isAssumedAcceptedWhenSomebodyDecidesSo() {
        assertThat(new Files()
                        .receipt(1, AttemptOutcome.AMBIGUOUS)
                        .resolution(Verdict.ACCEPTED, 1)
                        .state())
                .isEqualTo(PayloadState.ASSUMED_ACCEPTED);
    }

    @Test
    void isSplitWhenItsHalvesStandInForIt() {
        PayloadHistory refused =
                new Files().receipt(1, AttemptOutcome.TOO_LARGE).history();
        Split split = new Split("p000001", AttemptOutcome.TOO_LARGE, List.of(), NOW);

        assertThat(new PayloadHistory(
                                refused.payload(),
                                refused.claims(),
                                refused.receipts(),
                                refused.resolutions(),
                                Optional.of(split))
                        .state(NOW))
                .isEqualTo(PayloadState.SPLIT);
    }

    @Test
    void countsAnAcceptanceThatCameAfterItsAnswerHadBeenGivenUp() {
        assertThat(new Files()
                        .receipt(1, AttemptOutcome.ACCEPTED)
                        .receipt(2, AttemptOutcome.ACCEPTED)
                        .history()
                        .lostAnswers(NOW))
                .isEqualTo(1);
    }

    @Test
    void countsTheAttemptsWhoseAnswerWasLost() {
        assertThat(new Files()
                        .claim(1, OVER)
                        .receipt(2, AttemptOutcome.AMBIGUOUS)
                        .receipt(3, AttemptOutcome.REFUSED_FOR_NOW)
                        .claim(4, OVER)
                        .receipt(4, AttemptOutcome.ACCEPTED)
                        .claim(5, RUNS)
                        .history()
                        .lostAnswers(NOW))
                .isEqualTo(2);
    }

    @Test
    void mayBeSentAgainWhenSomebodyDecidesThatItWasNotApplied() {
        assertThat(new Files()
                        .receipt(1, AttemptOutcome.AMBIGUOUS)
                        .resolution(Verdict.NOT_APPLIED, 1)
                        .state())
                .isEqualTo(PayloadState.RETRY);
    }

    @Test
    void aResolutionSaysNothingOfLaterAttempts() {
        assertThat(new Files()
                        .receipt(1, AttemptOutcome.AMBIGUOUS)
                        .resolution(Verdict.NOT_APPLIED, 1)
                        .receipt(2, AttemptOutcome.AMBIGUOUS)
                        .state())
                .isEqualTo(PayloadState.UNKNOWN);
    }

    /** The promise itself: whatever the files, a payload is only sent again when nothing of it can have been applied. */
    @Property(tries = 5000)
    void isNeverToBeSentWhileAnAttemptMayHaveBeenApplied(@ForAll("files") Files files) {
        boolean mayHaveBeenApplied = files.attempts().stream()
                .anyMatch(attempt -> attempt > files.settled() && files.mayHaveBeenApplied(attempt));
        if (files.state().isToSend()) {
            assertThat(mayHaveBeenApplied || files.anyAccepted()).isFalse();
        }
        if (files.anyAccepted()) {
            assertThat(files.state()).isEqualTo(PayloadState.ACCEPTED);
        } else {
            assertThat(files.state()).isNotEqualTo(PayloadState.ACCEPTED);
        }
    }

    /** Two people may decide within one tick of a clock. */
    @Test
    void ofDecisionsOfTheSameMomentTheLastOnRecordCounts() {
        assertThat(new Files()
                        .claim(1, OVER)
                        .resolution(Verdict.ACCEPTED, 1)
                        .resolution(Verdict.NOT_APPLIED, 1)
                        .state())
                .isEqualTo(PayloadState.RETRY);
    }

    @Property(tries = 2000)
    void changesWithTimeOnlyFromInFlight(@ForAll("files") Files files) {
        PayloadState before = files.stateAt(NOW);
        PayloadState after = files.stateAt(NOW.plusSeconds(3600));
        if (before != PayloadState.IN_FLIGHT) {
            assertThat(after).isEqualTo(before);
        } else {
            assertThat(after).isEqualTo(PayloadState.UNKNOWN);
        }
    }

    @Provide
    Arbitrary<Files> files() {
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 2 + AttemptOutcome.values().length);
        Arbitrary<Integer> resolved = Arbitraries.integers().between(0, 8);
        return kinds.list().ofMaxSize(4).flatMap(attempts -> resolved.map(resolution -> files(attempts, resolution)));
    }

    /** Per attempt: no file, a claim with a running lease, one whose lease is over, or a receipt of some outcome. */
    private static Files files(List<Integer> attempts, int resolution) {
        Files files = new Files();
        for (int i = 0; i < attempts.size(); i++) {
            int kind = attempts.get(i);
            if (kind == 1) {
                files.claim(i + 1, RUNS);
            } else if (kind == 2) {
                files.claim(i + 1, OVER);
            } else if (kind > 2) {
                files.claim(i + 1, OVER).receipt(i + 1, AttemptOutcome.values()[kind - 3]);
            }
        }
        if (resolution > 0 && resolution <= attempts.size()) {
            files.resolution(Verdict.NOT_APPLIED, resolution);
        } else if (resolution == 8 && !attempts.isEmpty()) {
            files.resolution(Verdict.ACCEPTED, attempts.size());
        }
        return files;
    }

    /** A payload's files. */
    static final class Files {
        private final SortedMap<Integer, Claim> claims = new TreeMap<>();
        private final SortedMap<Integer, Receipt> receipts = new TreeMap<>();
        private final List<Resolution> resolutions = new ArrayList<>();

        Files claim(int attempt, Instant leaseUntil) {
            claims.put(attempt, FrozenPayloads.claim("p000001", attempt, new Claim.Lease(NOW, leaseUntil)));
            return this;
        }

        Files receipt(int attempt, AttemptOutcome outcome) {
            receipts.put(attempt, FrozenPayloads.receipt("p000001", attempt, outcome, 0, ""));
            return this;
        }

        Files resolution(Verdict verdict, int throughAttempt) {
            resolutions.add(new Resolution("p000001", verdict, throughAttempt, "looked", "somebody", NOW));
            return this;
        }

        PayloadState state() {
            return stateAt(NOW);
        }

        PayloadState stateAt(Instant now) {
            return history().state(now);
        }

        PayloadHistory history() {
            return new PayloadHistory(
                    FrozenPayloads.payload("p000001"), claims, receipts, resolutions, Optional.empty());
        }

        List<Integer> attempts() {
            List<Integer> attempts = new ArrayList<>(claims.keySet());
            attempts.addAll(receipts.keySet());
            return attempts;
        }

        int settled() {
            return resolutions.stream()
                    .mapToInt(Resolution::throughAttempt)
                    .max()
                    .orElse(0);
        }

        boolean mayHaveBeenApplied(int attempt) {
            Receipt receipt = receipts.get(attempt);
            return receipt == null || !receipt.outcome().isKnownNotApplied();
        }

        boolean anyAccepted() {
            return receipts.values().stream().anyMatch(receipt -> receipt.outcome() == AttemptOutcome.ACCEPTED);
        }

        @Override
        public String toString() {
            return "claims " + claims + ", receipts " + receipts + ", resolutions " + resolutions;
        }
    }
}
