package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Attempts as data, for the tests of decisions. */
public final class Attempts {
    private Attempts() {}

    public static Attempt ending(AttemptOutcome outcome) {
        FailureKind failure = outcome == AttemptOutcome.NOT_SENT ? FailureKind.UNREACHABLE : FailureKind.NONE;
        return of(outcome, failure, Optional.empty());
    }

    static Attempt toldToWait(Duration retryAfter) {
        return of(
                AttemptOutcome.REFUSED_FOR_NOW,
                FailureKind.NONE,
                Optional.of(new RetryAfter(retryAfter, retryAfter.toSeconds() + "")));
    }

    /** @param retryAfter the header's value */
    public static Attempt toldToWait(String retryAfter) {
        return of(AttemptOutcome.REFUSED_FOR_NOW, FailureKind.NONE, RetryAfter.parse(retryAfter, Instant.EPOCH));
    }

    static Attempt failing(AttemptOutcome outcome, FailureKind failure) {
        return of(outcome, failure, Optional.empty());
    }

    private static Attempt of(AttemptOutcome outcome, FailureKind failure, Optional<RetryAfter> retryAfter) {
        int status = failure == FailureKind.NONE ? 299 : 0;
        return new Attempt(
                outcome,
                new Attempt.Reply(status, "", retryAfter),
                new Attempt.Request(0, Instant.EPOCH, Duration.ZERO),
                "",
                failure);
    }
}
