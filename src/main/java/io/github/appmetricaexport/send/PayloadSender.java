package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.runtime.HostName;
import io.github.appmetricaexport.send.ExecutorUploads.Admission;
import io.github.appmetricaexport.send.ExecutorUploads.NoMore;
import io.github.appmetricaexport.send.ExecutorUploads.Permit;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.FailureKind;
import io.github.appmetricaexport.upload.KeyRotation;
import io.github.appmetricaexport.upload.KeyStore;
import io.github.appmetricaexport.upload.MissingKeyException;
import io.github.appmetricaexport.upload.OverdueException;
import io.github.appmetricaexport.upload.PayloadBytes;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.RetryPolicy;
import io.github.appmetricaexport.upload.RetryPolicy.Again;
import io.github.appmetricaexport.upload.RetryPolicy.Stop;
import io.github.appmetricaexport.upload.StopReason;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol for one payload: claim, send once, receipt; again only where the answer allows it.
 *
 * <p>Several threads use one instance.
 */
final class PayloadSender {
    private static final Logger LOG = LoggerFactory.getLogger(PayloadSender.class);

    private final SendSettings settings;
    private final Journal journal;
    private final Store store;
    private final ExecutorUploads uploads;
    private final KeyStore keys;
    private final KeyRotation rotation;
    private final RetryPolicy policy;
    private final SenderSurroundings surroundings;
    private final Clock clock;
    private final ReceiptWriter receipts;

    PayloadSender(SendSettings settings, Store store, ExecutorUploads uploads, SenderSurroundings surroundings) {
        this.settings = settings;
        this.store = store;
        this.uploads = uploads;
        this.surroundings = surroundings;
        clock = surroundings.clock();
        journal = new Journal(store, settings.paths());
        receipts = new ReceiptWriter(journal, surroundings.sleeper());
        keys = settings.keys();
        rotation = new KeyRotation(keys, clock, surroundings.sleeper());
        policy = new RetryPolicy(settings.config());
    }

    /** Sends a payload until its answer is final, or nothing more may be tried in this run. */
    SendFact send(SendOrder order) throws InterruptedException {
        FrozenPayload payload = order.payload();
        Instant expires = Instant.ofEpochSecond(payload.firstEventTime())
                .plus(settings.config().ageWindow());
        Instant notBefore = Instant.MIN;
        int attempt = order.lastAttempt();
        int counted = 0;
        while (true) {
            Admission admission = uploads.await(notBefore, settings.deadline(), expires);
            if (admission instanceof NoMore noMore) {
                return new SendFact(payload.payloadId(), noMore.reason(), noMore.detail());
            }
            attempt++;
            Step step;
            try (Permit permit = (Permit) admission) {
                step = watchedStep(payload, attempt, permit);
                counted += step instanceof Made && !permit.isProbe() ? 1 : 0;
            }
            if (step instanceof End end) {
                return new SendFact(payload.payloadId(), end.reason(), end.detail());
            }
            if (step instanceof Made made) {
                var decision = policy.after(
                        made.attempt(), counted, clock.instant(), settings.deadline(), expires, surroundings.random());
                if (decision instanceof Stop stop && !hasAnotherKey(payload, made)) {
                    stopApplication(payload, made.attempt().outcome());
                    return new SendFact(payload.payloadId(), stop.reason(), stop.detail());
                }
                notBefore = clock.instant().plus(decision instanceof Again again ? again.delay() : Duration.ZERO);
            }
        }
    }

    /** What one turn came to. */
    private sealed interface Step {}

    private record End(StopReason reason, String detail) implements Step {}

    private record Made(Attempt attempt, PostApiKey key) implements Step {}

    /** A twin made this attempt and was refused for now: the next number is anybody's. */
    private record MadeByTwin() implements Step {}

    private Step watchedStep(FrozenPayload payload, int attempt, Permit permit) throws InterruptedException {
        surroundings.shutdown().attemptBegins();
        try {
            return step(payload, attempt, permit);
        } catch (OutboxException e) {
            // Nothing was sent, or it has its receipt. The task's other requests are under way and go on.
            LOG.warn("{} is not sent: {}", payload.payloadId(), e.getMessage());
            return new End(StopReason.NO_CLAIM, rootMessage(e));
        } finally {
            surroundings.shutdown().attemptEnds();
        }
    }

    private Step step(FrozenPayload payload, int attempt, Permit permit) {
        if (receipts.hasLost()) {
            return new End(StopReason.NO_RECEIPT, "");
        }
        if (!settings.fencing().isCurrent(store)) {
            return new End(StopReason.LOCK_LOST, "");
        }
        if (journal.isStopped(settings.fencing().epoch(), payload.applicationId())) {
            return new End(StopReason.STOPPED, "");
        }
        PostApiKey key;
        try {
            key = keys.keyOf(payload.applicationId());
        } catch (MissingKeyException e) {
            return new End(StopReason.KEY_MISSING, e.getMessage());
        }
        AttemptId id = new AttemptId(payload.payloadId(), attempt);
        ClaimAge age = new ClaimAge();
        if (!journal.claim(claim(id, payload.applicationId(), age.claimedAt))) {
            return afterLostClaim(payload, attempt);
        }
        Attempt made = make(payload, age, permit, key);
        boolean written = receipts.write(id, made, key, permit.requestsInFlight());
        permit.report(made);
        return written ? new Made(made, key) : new End(StopReason.NO_RECEIPT, "");
    }

    /**
     * How long ago a claim was made. The clock alone does not tell, since it may have been set back; the other one stands still while
     * a machine is suspended.
     */
    private final class ClaimAge {
        private final Instant claimedAt = clock.instant();
        private final long claimedAtNanos = surroundings.nanoTime().getAsLong();

        /** Whether a request that begins now could outlive the claim's lease. */
        boolean isTooGreat() {
            Duration longest = settings.claimToRequest();
            return Duration.between(claimedAt, clock.instant()).compareTo(longest) > 0
                    || surroundings.nanoTime().getAsLong() - claimedAtNanos > longest.toNanos();
        }
    }

    /**
     * The claimed attempt's one request, if it may still begin.
     *
     * <p>Of a run without a fate, as older versions left them, whoever takes over looks for claims when the lock is his. So either
     * he finds this one, or it is found here that the lock is his: else a run that seemed untouched would be planned anew, and be
     * sent all the same.
     */
    private Attempt make(FrozenPayload payload, ClaimAge age, Permit permit, PostApiKey key) {
        try {
            if (!settings.fencing().isCurrent(store)) {
                return notMade("another run took over the date when this attempt had been claimed");
            }
        } catch (OutboxException e) {
            return notMade("whether this run still owns the date could not be seen: " + rootMessage(e));
        }
        return age.isTooGreat()
                ? notMade(
                        "the outbox took more than " + settings.claimToRequest().toSeconds() + " s to write the claim")
                : permit.post(bytes(payload, age), key);
    }

    /** @param age that the claim has when the file is open decides, too */
    private PayloadBytes bytes(FrozenPayload payload, ClaimAge age) {
        return new PayloadBytes(payload.bytes(), payload.sha256(), () -> {
            InputStream file = store.open(settings.paths().payload(payload.file()));
            if (age.isTooGreat()) {
                file.close();
                throw new OverdueException("the outbox took too long to open the payload: its claim may soon be over");
            }
            return file;
        });
    }

    private static String rootMessage(Throwable failure) {
        String message = String.valueOf(ExceptionUtils.getRootCause(failure).getMessage());
        return message.lines().findFirst().orElse("");
    }

    /** The attempt is somebody else's. Only its receipt can open the next one. */
    private Step afterLostClaim(FrozenPayload payload, int attempt) {
        boolean mayPassLater = journal.receipt(payload.payloadId(), attempt)
                .map(Receipt::outcome)
                .filter(outcome -> outcome == AttemptOutcome.REFUSED_FOR_NOW || outcome == AttemptOutcome.NOT_SENT)
                .isPresent();
        return mayPassLater ? new MadeByTwin() : new End(StopReason.TAKEN, "");
    }

    private Claim claim(AttemptId id, String applicationId, Instant claimedAt) {
        String token = UUID.randomUUID().toString();
        return new Claim(
                id,
                new Claim.Sender(
                        applicationId, settings.fencing().epoch(), HostName.here(), surroundings.task(), token),
                new Claim.Lease(claimedAt, claimedAt.plus(settings.lease())));
    }

    private Attempt notMade(String why) {
        return new Attempt(
                AttemptOutcome.NOT_SENT,
                Attempt.Reply.NONE,
                new Attempt.Request(0, clock.instant(), Duration.ZERO),
                why,
                FailureKind.OVERDUE);
    }

    /** After a refused key: whether a rotated one has appeared meanwhile. */
    private boolean hasAnotherKey(FrozenPayload payload, Made made) throws InterruptedException {
        return made.attempt().outcome() == AttemptOutcome.KEY_REFUSED
                && rotation.hasReplaced(payload.applicationId(), made.key());
    }

    private void stopApplication(FrozenPayload payload, AttemptOutcome outcome) {
        if (outcome == AttemptOutcome.KEY_REFUSED || outcome == AttemptOutcome.ADDRESS_REFUSED) {
            try {
                journal.stop(settings.fencing().epoch(), payload.applicationId());
            } catch (OutboxException e) {
                // The other payloads will each be refused by themselves.
                LOG.warn("application {} is not stopped: {}", payload.applicationId(), e.getMessage());
            }
        }
    }
}
