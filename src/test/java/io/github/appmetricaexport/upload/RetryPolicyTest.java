package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.config.TestConfig;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.config.WhenUnknown;
import io.github.appmetricaexport.upload.RetryPolicy.Again;
import io.github.appmetricaexport.upload.RetryPolicy.Decision;
import io.github.appmetricaexport.upload.RetryPolicy.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant FAR = NOW.plus(Duration.ofDays(7));
    private static final int ATTEMPTS = 10;

    @ParameterizedTest
    @CsvSource({
        "ACCEPTED, SETTLED",
        "REFUSED, SETTLED",
        "KEY_REFUSED, KEY_REFUSED",
        "ADDRESS_REFUSED, ADDRESS_REFUSED",
        "TOO_LARGE, TOO_LARGE",
        "AMBIGUOUS, IN_DOUBT"
    })
    void stopsAfterAnOutcomeThatAnotherAttemptWouldNotMend(AttemptOutcome outcome, StopReason reason) {
        assertThat(after(Attempts.ending(outcome), 1)).isEqualTo(new Stop(reason));
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED_FOR_NOW", "NOT_SENT"})
    void triesAgainAfterAnOutcomeThatMayPass(AttemptOutcome outcome) {
        assertThat(after(Attempts.ending(outcome), 1)).isInstanceOf(Again.class);
    }

    @Test
    void sendsAPayloadInDoubtAgainOnlyOnTheOperatorsWord() {
        Attempt inDoubt = Attempts.ending(AttemptOutcome.AMBIGUOUS);

        assertThat(after(inDoubt, 1, WhenUnknown.RESEND)).isInstanceOf(Again.class);
        assertThat(after(inDoubt, 1, WhenUnknown.HOLD)).isEqualTo(new Stop(StopReason.IN_DOUBT));
        assertThat(after(inDoubt, 1, WhenUnknown.ASSUME_ACCEPTED)).isEqualTo(new Stop(StopReason.IN_DOUBT));
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_SENT", "AMBIGUOUS"})
    void stopsAtADamagedPayloadEvenWhereItWouldResend(AttemptOutcome outcome) {
        Attempt damaged = Attempts.failing(outcome, FailureKind.PAYLOAD_DAMAGED);

        assertThat(after(damaged, 1, WhenUnknown.RESEND)).isEqualTo(new Stop(StopReason.PAYLOAD_DAMAGED));
    }

    @Test
    void stopsAtTheLastAttempt() {
        Attempt attempt = Attempts.ending(AttemptOutcome.NOT_SENT);

        assertThat(after(attempt, ATTEMPTS - 1)).isInstanceOf(Again.class);
        assertThat(after(attempt, ATTEMPTS)).isEqualTo(new Stop(StopReason.ATTEMPTS_USED_UP));
    }

    @Test
    void neverComesBackBeforeTheServerAskedFor() {
        Duration asked = Duration.ofMinutes(10);

        assertThat(after(Attempts.toldToWait(asked), 1)).isEqualTo(new Again(asked));
    }

    @Test
    void keepsALongerBackOffThanTheServerAskedFor() {
        Decision decision = policy(WhenUnknown.HOLD)
                .after(Attempts.toldToWait(Duration.ofMillis(1)), 5, NOW, FAR, FAR, always(Duration.ofSeconds(9)));

        assertThat(decision).isEqualTo(new Again(Duration.ofSeconds(9)));
    }

    @Test
    void stopsWhenTheNextAttemptWouldBeginAtTheDeadline() {
        Duration asked = Duration.ofMinutes(10);
        Attempt attempt = Attempts.toldToWait(asked);

        assertThat(after(attempt, NOW.plus(asked).plusNanos(1), FAR)).isEqualTo(new Again(asked));
        assertThat(after(attempt, NOW.plus(asked), FAR))
                .isEqualTo(new Stop(StopReason.ASKED_TO_WAIT, "Retry-After: 600"));
        assertThat(after(Attempts.ending(AttemptOutcome.NOT_SENT), NOW, FAR)).isEqualTo(new Stop(StopReason.DEADLINE));
    }

    @Test
    void stopsWhenTheOldestEventWouldHaveLeftTheAgeWindow() {
        Duration asked = Duration.ofMinutes(10);
        Attempt attempt = Attempts.toldToWait(asked);

        assertThat(after(attempt, FAR, NOW.plus(asked).plusNanos(1))).isEqualTo(new Again(asked));
        assertThat(after(attempt, FAR, NOW.plus(asked))).isEqualTo(new Stop(StopReason.TOO_OLD));
        assertThat(after(attempt, NOW, NOW)).isEqualTo(new Stop(StopReason.TOO_OLD));
    }

    @ParameterizedTest
    @CsvSource({"1, PT1S", "2, PT2S", "3, PT4S", "7, PT1M4S", "8, PT2M", "9, PT2M", "2147483647, PT2M", "0, PT1S"})
    void doublesTheCeilingOfTheBackOffUpToTheLongest(int failures, Duration ceiling) {
        assertThat(new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(2)).ceiling(failures))
                .isEqualTo(ceiling);
    }

    @Property
    void waitsAnywhereBetweenNothingAndTheCeiling(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 100) int failures) {
        BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(2));

        assertThat(backOff.delay(failures, new Random(seed))).isBetween(Duration.ZERO, backOff.ceiling(failures));
    }

    @Test
    void reachesBothEndsOfTheJitter() {
        BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(2));

        assertThat(backOff.delay(1, always(Duration.ZERO))).isEqualTo(Duration.ZERO);
        assertThat(backOff.delay(1, always(Duration.ofSeconds(1)))).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheOperatorWhatEachReasonMeans(StopReason reason) {
        assertThat(reason.sentence()).hasSizeGreaterThan(20).doesNotEndWith(".");
    }

    private static Decision after(Attempt attempt, int attempts) {
        return after(attempt, attempts, WhenUnknown.HOLD);
    }

    private static Decision after(Attempt attempt, int attempts, WhenUnknown whenUnknown) {
        return policy(whenUnknown).after(attempt, attempts, NOW, FAR, FAR, new Random(1));
    }

    private static Decision after(Attempt attempt, Instant deadline, Instant oldestEventExpires) {
        return policy(WhenUnknown.HOLD).after(attempt, 1, NOW, deadline, oldestEventExpires, new Random(1));
    }

    private static RetryPolicy policy(WhenUnknown whenUnknown) {
        return new RetryPolicy(TestConfig.with(Map.of(
                UploadOptions.MAX_ATTEMPTS, Integer.toString(ATTEMPTS),
                UploadOptions.WHEN_UNKNOWN, TestConfig.text(whenUnknown))));
    }

    /** Draws that number of nanoseconds, whatever the bound, as long as it is below it. */
    static RandomGenerator always(Duration drawn) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return drawn.toNanos();
            }

            @Override
            public long nextLong(long bound) {
                assertThat(drawn.toNanos()).isLessThan(bound);
                return drawn.toNanos();
            }
        };
    }
}
