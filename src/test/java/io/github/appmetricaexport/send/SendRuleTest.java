package io.github.appmetricaexport.send;

import static io.github.appmetricaexport.config.WhenUnknown.ASSUME_ACCEPTED;
import static io.github.appmetricaexport.config.WhenUnknown.HOLD;
import static io.github.appmetricaexport.config.WhenUnknown.RESEND;
import static io.github.appmetricaexport.outbox.FrozenPayloads.NOW;
import static io.github.appmetricaexport.outbox.FrozenPayloads.claim;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static io.github.appmetricaexport.outbox.FrozenPayloads.receipt;
import static io.github.appmetricaexport.outbox.FrozenPayloads.untouched;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.Resolution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SendRuleTest {
    private static final PayloadHistory PENDING = untouched(payload("pending"));
    private static final PayloadHistory IN_FLIGHT = claimed("in-flight", 60);
    private static final PayloadHistory LOST = claimed("lost", -60);
    private static final PayloadHistory AMBIGUOUS = answered("ambiguous", AttemptOutcome.AMBIGUOUS);
    private static final PayloadHistory PUT_OFF = answered("put-off", AttemptOutcome.REFUSED_FOR_NOW);
    private static final PayloadHistory NOT_SENT = answered("not-sent", AttemptOutcome.NOT_SENT);
    private static final List<PayloadHistory> ALL = List.of(
            PENDING,
            IN_FLIGHT,
            LOST,
            AMBIGUOUS,
            PUT_OFF,
            NOT_SENT,
            answered("accepted", AttemptOutcome.ACCEPTED),
            answered("refused", AttemptOutcome.REFUSED));

    private static PayloadHistory claimed(String id, int leaseSeconds) {
        return new PayloadHistory(
                payload(id),
                new TreeMap<>(Map.of(1, claim(id, 1, leaseSeconds))),
                new TreeMap<>(),
                List.of(),
                Optional.empty());
    }

    private static PayloadHistory answered(String id, AttemptOutcome outcome) {
        return untouched(payload(id)).with(receipt(id, 1, outcome, 0, ""));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"HOLD", "ASSUME_ACCEPTED"},
            value = WhenUnknown.class)
    void sendsWhatIsKnownNotToHaveBeenApplied(WhenUnknown policy) {
        assertThat(new SendRule(policy).toSend(ALL, NOW)).containsExactly(PENDING, PUT_OFF, NOT_SENT);
        assertThat(new SendRule(policy).toSendByAndBy(ALL, NOW)).containsExactly(PENDING, PUT_OFF, NOT_SENT);
    }

    @Test
    void sendsWhatIsInDoubtWhereTheOperatorSaysSo() {
        assertThat(new SendRule(RESEND).toSend(ALL, NOW)).containsExactly(PENDING, LOST, AMBIGUOUS, PUT_OFF, NOT_SENT);
    }

    @Test
    void doesNotSendAgainWhatWasRefusedForGoodSinceItsAnswerWasLost() {
        PayloadHistory tooLarge = AMBIGUOUS.with(receipt("ambiguous", 2, AttemptOutcome.TOO_LARGE, 413, ""));
        PayloadHistory lostAgain = tooLarge.with(receipt("ambiguous", 3, AttemptOutcome.AMBIGUOUS, 500, ""));

        assertThat(tooLarge.state(NOW)).isEqualTo(PayloadState.UNKNOWN);
        assertThat(new SendRule(RESEND).toSend(List.of(tooLarge), NOW)).isEmpty();
        assertThat(new SendRule(RESEND).toSendByAndBy(List.of(tooLarge), NOW)).isEmpty();
        assertThat(new SendRule(RESEND).toSend(List.of(lostAgain), NOW)).containsExactly(lostAgain);
    }

    @Test
    void foreseesThatWhatIsInFlightIsInDoubtWhenItsLeaseIsOver() {
        assertThat(new SendRule(RESEND).toSendByAndBy(ALL, NOW))
                .containsExactly(PENDING, IN_FLIGHT, LOST, AMBIGUOUS, PUT_OFF, NOT_SENT);
    }

    @Test
    void sendsNothingButWhatIsAllowed() {
        assertThat(new SendRule(RESEND, Optional.of(Set.of("put-off", "lost", "refused"))).toSend(ALL, NOW))
                .containsExactly(LOST, PUT_OFF);
        assertThat(new SendRule(HOLD, Optional.of(Set.of())).toSend(ALL, NOW)).isEmpty();
    }

    @Test
    void sendsTheHalvesOfWhatIsAllowedHoweverOftenItWasHalved() {
        PayloadHistory half = untouched(half("pending-1", "pending"));
        PayloadHistory quarter = untouched(half("pending-1-2", "pending-1"));
        PayloadHistory other = untouched(half("put-off-1", "put-off"));

        assertThat(new SendRule(HOLD, Optional.of(Set.of("pending")))
                        .toSend(List.of(PENDING, half, quarter, PUT_OFF, other), NOW))
                .containsExactly(PENDING, half, quarter);
    }

    private static FrozenPayload half(String id, String parent) {
        return payload(id, parent, payload(id).content());
    }

    @ParameterizedTest
    @EnumSource(WhenUnknown.class)
    void waitsForWhatALostSenderMayStillBeSending(WhenUnknown policy) {
        assertThat(new SendRule(policy).toAwait(ALL, Set.of(), NOW)).containsExactly(IN_FLIGHT);
    }

    @Test
    void waitsForNoSenderThatIsDoneWhereItsPayloadEndsInDoubtAnyway() {
        Set<String> ended = Set.of("in-flight");
        assertThat(new SendRule(HOLD).toAwait(ALL, ended, NOW)).isEmpty();
        assertThat(new SendRule(RESEND).toAwait(ALL, ended, NOW)).containsExactly(IN_FLIGHT);
        assertThat(new SendRule(ASSUME_ACCEPTED).toAwait(ALL, ended, NOW)).containsExactly(IN_FLIGHT);
    }

    @Test
    void countsLostAnswersAsAcceptedOnlyByThatPolicy() {
        assertThat(new SendRule(HOLD).toAssume(ALL, NOW)).isEmpty();
        assertThat(new SendRule(RESEND).toAssume(ALL, NOW)).isEmpty();
        assertThat(new SendRule(ASSUME_ACCEPTED).toAssume(ALL, NOW))
                .allMatch(resolution -> resolution.verdict() == Resolution.Verdict.ACCEPTED)
                .extracting(Resolution::payloadId, Resolution::throughAttempt)
                .containsExactly(tuple("lost", 1), tuple("ambiguous", 1));
    }
}
