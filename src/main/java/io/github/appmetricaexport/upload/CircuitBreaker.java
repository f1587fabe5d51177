package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.RetryAfter;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.time.Sleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.apache.commons.lang3.ObjectUtils;

/**
 * When the next request of this executor may begin, given what befell the earlier ones: a circuit breaker.
 *
 * <p>Before each request an upload asks {@link #await}; afterwards it reports. When a request finds the API out of reach,
 * refusing for now, or losing answers, all uploads wait: at least as long as a {@code Retry-After} asks, else a back-off
 * that grows with each failure. Then one of them probes while the others wait for its result, so that an outage costs one
 * request per back-off, and puts one payload in doubt at most, whatever the number of uploads. Probes do not count as
 * attempts of their payload: an outage of minutes uses up nobody's attempts. An outage is given up at the first failure
 * after {@code max-attempts × longest-back-off}, 20 minutes by default; one minute where the API never answered.
 *
 * <p>One per executor and run, used by all its threads:
 *
 * <pre>{@code
 * switch (pause.await(notBefore, deadline, expires)) {
 *     case Go: attempt = client.post(...); pause.report(go, attempt); counted += go.isProbe() ? 0 : 1; policy.after(...)
 *     case GiveUp: no request of this payload begins any more in this run
 * }
 * }</pre>
 */
public final class CircuitBreaker {
    /** The answer to an upload that wants to begin a request. */
    public sealed interface Turn {}

    /**
     * Begin now, then {@link #report}; or {@link #handBack} when no request was made after all.
     *
     * @param wave how many failures this executor had seen when the request began
     * @param isProbe whether the others wait for it; a probe does not count as an attempt of its payload
     */
    public record Go(long wave, boolean isProbe) implements Turn {}

    /**
     * Begin no more in this run.
     *
     * @param detail what the reason alone does not tell, or empty
     */
    public record GiveUp(StopReason reason, String detail) implements Turn {
        GiveUp(StopReason reason) {
            this(reason, "");
        }
    }

    /** Ask again when that time has passed. */
    record Wait(Duration duration) implements Turn {}

    /** How often those who wait for a probe look for its result. */
    static final Duration GLANCE = Duration.ofMillis(200);

    /** How long an API is tried that has not answered this executor once. */
    static final Duration PATIENCE_WITHOUT_ANSWER = Duration.ofMinutes(1);

    private final Clock clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final BackOff backOff;
    private final Duration patience;
    private final Duration probeLease;

    private boolean answered;
    private long wave;
    private int failures;
    private boolean givenUp;
    private Instant downSince = Instant.MIN;
    private Instant pausedUntil = Instant.MIN;
    private RetryAfter asked = RetryAfter.AT_ONCE;
    private Instant askedUntil = Instant.MIN;
    private Instant probedUntil = Instant.MIN;

    public CircuitBreaker(ExportConfig config, Clock clock, Sleeper sleeper, RandomGenerator random) {
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
        this.backOff =
                new BackOff(config.value(UploadOptions.FIRST_BACK_OFF), config.value(UploadOptions.LONGEST_BACK_OFF));
        this.patience =
                config.value(UploadOptions.LONGEST_BACK_OFF).multipliedBy(config.value(UploadOptions.MAX_ATTEMPTS));
        // A prober that dies must not hold up the others for ever; one that reads slowly may take longer than a call.
        this.probeLease = config.value(UploadOptions.CALL_TIMEOUT).multipliedBy(2);
    }

    /**
     * Blocks until a request may begin, or never may.
     *
     * @param notBefore the payload's own earliest time
     * @param deadline when this run may begin no more requests
     * @param oldestEventExpires when the payload's oldest event leaves the age window
     * @return {@link Go} or {@link GiveUp}
     */
    public Turn await(Instant notBefore, Instant deadline, Instant oldestEventExpires) throws InterruptedException {
        while (true) {
            Turn turn = ask(notBefore, deadline, oldestEventExpires);
            if (!(turn instanceof Wait wait)) {
                return turn;
            }
            sleeper.sleep(wait.duration());
        }
    }

    /** One look, without waiting. */
    synchronized Turn ask(Instant notBefore, Instant deadline, Instant oldestEventExpires) {
        Instant now = clock.instant();
        Instant begin = ObjectUtils.max(now, notBefore, pausedUntil);
        StopReason tooLate = StopReason.ofBeginningAt(begin, deadline, oldestEventExpires);
        if (tooLate != null) {
            return new GiveUp(tooLate);
        }
        StopReason notWaitedFor = StopReason.ofWaitingUntil(askedUntil, deadline, oldestEventExpires);
        if (notWaitedFor != null) {
            return new GiveUp(notWaitedFor, notWaitedFor.detail(asked));
        }
        begin = ObjectUtils.max(begin, askedUntil);
        if (givenUp) {
            return new GiveUp(StopReason.ENDPOINT_DOWN);
        }
        if (begin.isAfter(now)) {
            return new Wait(Duration.between(now, begin));
        }
        if (failures == 0) {
            return new Go(wave, false);
        }
        if (probedUntil.isAfter(now)) {
            return new Wait(GLANCE);
        }
        probedUntil = now.plus(probeLease);
        return new Go(wave, true);
    }

    /** Takes in what the request did. */
    public synchronized void report(Go go, Attempt attempt) {
        handBack(go);
        if (attempt.failure().isOurs()) {
            // It says nothing about the API.
            return;
        }
        answered |= attempt.reply().status() != 0;
        boolean trouble = switch (attempt.outcome()) {
            case REFUSED_FOR_NOW, NOT_SENT, AMBIGUOUS -> true;
            default -> false;
        };
        Instant now = clock.instant();
        if (trouble) {
            attempt.reply().retryAfter().ifPresent(wait -> heed(wait, now.plus(wait.delay())));
        }
        // Requests that were under way when another failed are of its wave: their failures are the same failure, and
        // their successes are older than it.
        if (go.wave() != wave) {
            return;
        }
        if (trouble) {
            fail(now);
        } else {
            failures = 0;
            givenUp = false;
        }
    }

    /** Gives a turn back unused, so that nobody waits for the probe that it may have been. */
    public synchronized void handBack(Go go) {
        // Only the newest probe's turn: one whose lease ran out is of an earlier wave or no longer waited for.
        if (go.isProbe() && go.wave() == wave) {
            probedUntil = Instant.MIN;
        }
    }

    private void heed(RetryAfter wait, Instant until) {
        if (until.isAfter(askedUntil)) {
            asked = wait;
            askedUntil = until;
        }
    }

    private void fail(Instant now) {
        wave++;
        failures++;
        if (failures == 1) {
            downSince = now;
        }
        givenUp = !now.isBefore(downSince.plus(patience()));
        pausedUntil = ObjectUtils.max(pausedUntil, now.plus(backOff.delay(failures, random)));
    }

    /** An address that never answered is more likely wrong than down: say so before the night is over. */
    private Duration patience() {
        return answered ? patience : ObjectUtils.min(patience, PATIENCE_WITHOUT_ANSWER);
    }
}
