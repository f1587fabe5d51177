package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.RetryAfter;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.config.WhenUnknown;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.apache.commons.lang3.ObjectUtils;

/** Decides after each attempt whether the same payload is sent again. Pure. */
public final class RetryPolicy {
    /** What to do with the payload next. */
    public sealed interface Decision {}

    /** Send it again, not before that time has passed. */
    public record Again(Duration delay) implements Decision {}

    /**
     * Send it no more in this run.
     *
     * @param detail what the reason alone does not tell, or empty
     */
    public record Stop(StopReason reason, String detail) implements Decision {
        Stop(StopReason reason) {
            this(reason, "");
        }
    }

    private final int maxAttempts;
    private final WhenUnknown whenUnknown;
    private final BackOff backOff;

    public RetryPolicy(ExportConfig config) {
        maxAttempts = config.value(UploadOptions.MAX_ATTEMPTS);
        whenUnknown = config.value(UploadOptions.WHEN_UNKNOWN);
        backOff = new BackOff(config.value(UploadOptions.FIRST_BACK_OFF), config.value(UploadOptions.LONGEST_BACK_OFF));
    }

    /**
     * Decides after an attempt.
     *
     * @param attemptsInThisRun attempts of this payload so far, this one included, probes of {@link CircuitBreaker} left out
     * @param deadline when this run may begin no more requests
     * @param oldestEventExpires when the payload's oldest event leaves the age window
     */
    public Decision after(
            Attempt attempt,
            int attemptsInThisRun,
            Instant now,
            Instant deadline,
            Instant oldestEventExpires,
            RandomGenerator random) {
        if (attempt.failure() == FailureKind.PAYLOAD_DAMAGED) {
            // The file will be no better next time.
            return new Stop(StopReason.PAYLOAD_DAMAGED);
        }
        StopReason settled = settles(attempt.outcome());
        if (settled != null) {
            return new Stop(settled);
        }
        if (attemptsInThisRun >= maxAttempts) {
            return new Stop(StopReason.ATTEMPTS_USED_UP);
        }
        Duration delay = backOff.delay(attemptsInThisRun, random);
        StopReason tooLate = StopReason.ofBeginningAt(now.plus(delay), deadline, oldestEventExpires);
        if (tooLate != null) {
            return new Stop(tooLate);
        }
        RetryAfter asked = attempt.reply().retryAfter().orElse(RetryAfter.AT_ONCE);
        StopReason notWaitedFor = StopReason.ofWaitingUntil(now.plus(asked.delay()), deadline, oldestEventExpires);
        return notWaitedFor == null
                ? new Again(ObjectUtils.max(delay, asked.delay()))
                : new Stop(notWaitedFor, notWaitedFor.detail(asked));
    }

    /** Why this outcome ends the payload's attempts; null when another attempt is allowed. */
    private StopReason settles(AttemptOutcome outcome) {
        return switch (outcome) {
            case ACCEPTED, REFUSED -> StopReason.SETTLED;
            case KEY_REFUSED -> StopReason.KEY_REFUSED;
            case ADDRESS_REFUSED -> StopReason.ADDRESS_REFUSED;
            case TOO_LARGE -> StopReason.TOO_LARGE;
            case REFUSED_FOR_NOW, NOT_SENT -> null;
            // The API has no deduplication: only the operator's word makes a second sending right.
            case AMBIGUOUS -> whenUnknown == WhenUnknown.RESEND ? null : StopReason.IN_DOUBT;
        };
    }
}
