package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.config.UploadOptions.CALL_TIMEOUT;
import static io.github.appmetricaexport.config.UploadOptions.DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.upload.CircuitBreaker.GiveUp;
import io.github.appmetricaexport.upload.CircuitBreaker.Go;
import io.github.appmetricaexport.upload.CircuitBreaker.Turn;
import io.github.appmetricaexport.upload.CircuitBreaker.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitBreakerTest {
    private static final Attempt ACCEPTED = Attempts.ending(AttemptOutcome.ACCEPTED);
    private static final Attempt NOT_SENT = Attempts.ending(AttemptOutcome.NOT_SENT);
    static final ExportConfig CONFIG = TestConfig.with("""
            upload { call-timeout = 2m, deadline = 6h, max-attempts = 10, first-back-off = 1s, longest-back-off = 2m }
            """);

    private final VirtualTime time = new VirtualTime();
    private final Instant begin = time.instant();
    private final Instant far = begin.plus(Duration.ofDays(3));
    private final CircuitBreaker pause = pause(Duration.ofMillis(400));

    @Test
    void letsEverybodyGoWhileNothingIsWrong() {
        assertThat(ask()).isEqualTo(new Go(0, false));
        assertThat(ask()).isEqualTo(new Go(0, false));
        pause.report(new Go(0, false), ACCEPTED);
        assertThat(ask()).isEqualTo(new Go(0, false));
    }

    @Test
    void holdsEverybodyForAsLongAsOneWasToldToWait() throws Exception {
        pause.report(go(), Attempts.toldToWait(Duration.ofMinutes(3)));

        assertThat(ask()).isEqualTo(new Wait(Duration.ofMinutes(3)));
        assertThat(pause.await(begin, far, far)).isEqualTo(new Go(1, true));
        assertThat(time.instant()).isEqualTo(begin.plus(Duration.ofMinutes(3)));
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED_FOR_NOW", "NOT_SENT", "AMBIGUOUS"})
    void backsEverybodyOffAfterATroubledRequest(AttemptOutcome outcome) {
        pause.report(go(), Attempts.ending(outcome));

        assertThat(ask()).isEqualTo(new Wait(Duration.ofMillis(400)));
    }

    @ParameterizedTest
    @EnumSource(names = {"ACCEPTED", "REFUSED", "KEY_REFUSED", "ADDRESS_REFUSED", "TOO_LARGE"})
    void takesAnyPlainAnswerForASignOfLife(AttemptOutcome outcome) {
        pause.report(go(), NOT_SENT);
        time.pass(Duration.ofSeconds(1));

        pause.report(go(), Attempts.ending(outcome));

        assertThat(go().isProbe()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PAYLOAD_DAMAGED", "INTERRUPTED"})
    void learnsNothingAboutTheApiFromOurOwnFailures(FailureKind ours) {
        pause.report(go(), Attempts.failing(AttemptOutcome.NOT_SENT, ours));

        assertThat(ask()).isEqualTo(new Go(0, false));
    }

    @Test
    void letsOneProbeWhileTheOthersWaitForItsResult() {
        pause.report(go(), NOT_SENT);
        time.pass(Duration.ofSeconds(1));

        Go probe = go();

        assertThat(probe.isProbe()).isTrue();
        assertThat(ask()).isEqualTo(new Wait(CircuitBreaker.GLANCE));
        pause.report(probe, ACCEPTED);
        assertThat(ask()).isEqualTo(new Go(1, false));
        assertThat(ask()).isEqualTo(new Go(1, false));
    }

    @Test
    void countsTheFailuresOfRequestsThatWereUnderWayTogetherAsOne() {
        Go first = go();
        Go second = go();
        pause.report(first, NOT_SENT);

        pause.report(second, NOT_SENT);

        time.pass(Duration.ofMillis(400));
        assertThat(go()).isEqualTo(new Go(1, true));
    }

    @Test
    void honoursTheWordOfAServerToALateOneOfTheSameWave() {
        Go first = go();
        Go second = go();
        pause.report(first, NOT_SENT);

        pause.report(second, Attempts.toldToWait(Duration.ofMinutes(5)));

        assertThat(ask()).isEqualTo(new Wait(Duration.ofMinutes(5)));
    }

    @Test
    void doesNotTakeASuccessForRecoveryThatBeganBeforeTheFailure() {
        Go early = go();
        pause.report(go(), NOT_SENT);

        pause.report(early, ACCEPTED);

        time.pass(Duration.ofSeconds(1));
        assertThat(go().isProbe()).isTrue();
    }

    @Test
    void letsAnotherProbeWhenTheTurnIsHandedBack() {
        pause.report(go(), NOT_SENT);
        time.pass(Duration.ofSeconds(1));
        Go probe = go();

        pause.handBack(probe);

        assertThat(go().isProbe()).isTrue();
    }

    @Test
    void letsAnotherProbeWhenTheFirstNeverReports() {
        pause.report(go(), NOT_SENT);
        time.pass(Duration.ofSeconds(1));
        go();

        time.pass(CONFIG.value(CALL_TIMEOUT).multipliedBy(2));

        assertThat(go().isProbe()).isTrue();
    }

    @Test
    void waitsForThePayloadsOwnTimeToo() {
        assertThat(pause.ask(begin.plusSeconds(5), far, far)).isEqualTo(new Wait(Duration.ofSeconds(5)));
    }

    @Test
    void givesUpAtOnceWhenThePauseReachesBeyondTheDeadlineOrTheAgeWindow() {
        pause.report(go(), Attempts.toldToWait(Duration.ofHours(1)));

        assertThat(pause.ask(begin, begin.plusSeconds(3600), far))
                .isEqualTo(new GiveUp(StopReason.ASKED_TO_WAIT, "Retry-After: 3600"));
        assertThat(pause.ask(begin, begin, far)).isEqualTo(new GiveUp(StopReason.DEADLINE));
        assertThat(pause.ask(begin, far, begin.plusSeconds(3600))).isEqualTo(new GiveUp(StopReason.TOO_OLD));
        assertThat(pause.ask(begin, begin.plusSeconds(3601), far)).isInstanceOf(Wait.class);
    }

    @Test
    void probesOnceAfterAnAnnouncedPauseHoweverLong() {
        pause.report(go(), Attempts.toldToWait(Duration.ofHours(3)));
        time.pass(Duration.ofHours(3));

        Go probe = go();
        pause.report(probe, Attempts.toldToWait(Duration.ofHours(3)));

        assertThat(ask()).isEqualTo(new GiveUp(StopReason.ENDPOINT_DOWN));
    }

    @Test
    void wakesWhenItsThreadIsToldToStop() {
        pause.report(go(), NOT_SENT);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pause.await(begin, far, far)).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void ridesOutAnOutageOfMinutesWithoutUsingUpAttempts(long seed) {
        Outage outage = new Outage(8, Duration.ofMinutes(15), seed);

        outage.play();

        assertThat(outage.accepted).isEqualTo(8);
        assertThat(outage.mostCounted).isLessThanOrEqualTo(2);
        assertThat(outage.probes).isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ridesItOutWithASingleUploadAsWell(long seed) {
        Outage outage = new Outage(1, Duration.ofMinutes(15), seed);

        outage.play();

        assertThat(outage.accepted).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void endsAnOutageOfHoursAsIncompleteLongBeforeTheDeadline(long seed) {
        Outage outage = new Outage(8, Duration.ofHours(5), seed);

        outage.play();

        assertThat(outage.accepted).isZero();
        assertThat(outage.reasons).hasSize(8).containsOnly(StopReason.ENDPOINT_DOWN);
        assertThat(Duration.between(begin, time.instant())).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(30));
    }

    @Test
    void givesUpAfterAMinuteAnAddressThatNeverAnswered() throws Exception {
        Turn turn = pause.await(begin, far, far);
        while (turn instanceof Go) {
            pause.report((Go) turn, NOT_SENT);
            turn = pause.await(begin, far, far);
        }

        assertThat(turn).isEqualTo(new GiveUp(StopReason.ENDPOINT_DOWN));
        assertThat(Duration.between(begin, time.instant())).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(3));
    }

    @Test
    void letsOneProbeAtATimeWhicheverThreadAsks() throws Exception {
        // Time stands still: no back-off and no lease ends, only the probes' results let anybody go on.
        CircuitBreaker still =
                new CircuitBreaker(CONFIG, time, waiting -> Thread.yield(), RetryPolicyTest.always(Duration.ZERO));
        AtomicInteger probing = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger probes = new AtomicInteger();
        Callable<Void> upload = () -> {
            for (int i = 0; i < 200; i++) {
                Go go = (Go) still.await(begin, far, far);
                if (go.isProbe()) {
                    probes.incrementAndGet();
                    most.accumulateAndGet(probing.incrementAndGet(), Math::max);
                    Thread.yield();
                    probing.decrementAndGet();
                }
                still.report(go, go.isProbe() && i % 2 == 0 ? ACCEPTED : NOT_SENT);
            }
            return null;
        };
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<Void> done : threads.invokeAll(Collections.nCopies(8, upload))) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(probes).hasPositiveValue();
        assertThat(most).hasValue(1);
    }

    /** Uploads with a payload each, of which every request takes a second, against an API that is down for a while. */
    private final class Outage {
        private final CircuitBreaker shared;
        private final RetryPolicy policy = new RetryPolicy(CONFIG);
        private final Random random;
        private final Instant over;
        private final Instant deadline = begin.plus(CONFIG.value(DEADLINE));
        private final List<Upload> uploads = new ArrayList<>();
        private final List<StopReason> reasons = new ArrayList<>();
        private int accepted;
        private int probes;
        private int mostCounted;

        Outage(int uploads, Duration length, long seed) {
            this.random = new Random(seed);
            this.shared = new CircuitBreaker(CONFIG, time, time, random);
            this.over = begin.plus(length);
            // The API was there before it went down.
            shared.report((Go) shared.ask(begin, far, far), ACCEPTED);
            for (int i = 0; i < uploads; i++) {
                this.uploads.add(new Upload());
            }
        }

        void play() {
            while (!uploads.isEmpty()) {
                uploads.removeIf(Upload::isDone);
                time.pass(Duration.ofSeconds(1));
            }
        }

        private final class Upload {
            private Go underWay;
            private Instant notBefore = begin;
            private int counted;

            boolean isDone() {
                if (underWay != null) {
                    return finish();
                }
                Turn turn = shared.ask(notBefore, deadline, far);
                if (turn instanceof GiveUp end) {
                    reasons.add(end.reason());
                    return true;
                }
                if (turn instanceof Go go) {
                    underWay = go;
                }
                return false;
            }

            private boolean finish() {
                Attempt attempt = time.instant().isBefore(over) ? NOT_SENT : ACCEPTED;
                shared.report(underWay, attempt);
                counted += underWay.isProbe() ? 0 : 1;
                probes += underWay.isProbe() ? 1 : 0;
                mostCounted = Math.max(mostCounted, counted);
                underWay = null;
                RetryPolicy.Decision decision = policy.after(attempt, counted, time.instant(), deadline, far, random);
                if (decision instanceof RetryPolicy.Again again) {
                    notBefore = time.instant().plus(again.delay());
                    return false;
                }
                accepted += attempt.outcome() == AttemptOutcome.ACCEPTED ? 1 : 0;
                return true;
            }
        }
    }

    private Turn ask() {
        return pause.ask(begin, far, far);
    }

    private Go go() {
        return (Go) ask();
    }

    private CircuitBreaker pause(Duration backOff) {
        return new CircuitBreaker(CONFIG, time, time, RetryPolicyTest.always(backOff));
    }
}
