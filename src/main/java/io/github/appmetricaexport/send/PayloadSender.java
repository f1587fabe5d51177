package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Fence;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Intent;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.runtime.HostName;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.FailureKind;
import io.github.appmetricaexport.upload.KeyRotation;
import io.github.appmetricaexport.upload.KeyStore;
import io.github.appmetricaexport.upload.MissingKeyException;
import io.github.appmetricaexport.upload.PostApiKey;
import io.github.appmetricaexport.upload.RetryPolicy;
import io.github.appmetricaexport.upload.RetryPolicy.Again;
import io.github.appmetricaexport.upload.RetryPolicy.Stop;
import io.github.appmetricaexport.upload.SharedPause.GiveUp;
import io.github.appmetricaexport.upload.SharedPause.Go;
import io.github.appmetricaexport.upload.SharedPause.Turn;
import io.github.appmetricaexport.upload.Sleeper;
import io.github.appmetricaexport.upload.StopReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hadoop.fs.Path;
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
    private final Fence fence;
    private final Store store;
    private final ExecutorUploads uploads;
    private final KeyStore keys;
    private final KeyRotation rotation;
    private final RetryPolicy policy;
    private final String task;
    private final Clock clock = Clock.systemUTC();
    private final ReceiptWriter receipts;

    PayloadSender(SendSettings settings, Store store, ExecutorUploads uploads, String task) {
        this.settings = settings;
        this.store = store;
        this.uploads = uploads;
        this.task = task;
        journal = new Journal(store, settings.paths());
        receipts = new ReceiptWriter(journal);
        fence = new Fence(store, new Path(settings.dateFolder()));
        keys = settings.keys();
        rotation = new KeyRotation(keys, clock, Sleeper.THREAD);
        policy = new RetryPolicy(settings.upload());
    }

    /** Sends a payload until its answer is final, or nothing more may be tried in this run. */
    SendFact send(SendOrder order) throws InterruptedException {
        try {
            return sendInTurns(order);
        } finally {
            // Whatever happened: the other tasks of this executor wait for its place.
            uploads.handBackMine();
        }
    }

    private SendFact sendInTurns(SendOrder order) throws InterruptedException {
        FrozenPayload payload = order.payload();
        Instant expires = Instant.ofEpochSecond(payload.firstEventTime())
                .plus(settings.api().maxEventAge())
                .minus(settings.api().eventAgeMargin());
        Instant notBefore = Instant.MIN;
        int attempt = order.lastAttempt();
        int counted = 0;
        while (true) {
            Turn turn = uploads.await(notBefore, settings.deadline(), expires);
            if (turn instanceof GiveUp giveUp) {
                return new SendFact(payload.payloadId(), giveUp.reason());
            }
            Go go = (Go) turn;
            attempt++;
            Step step = stepOrHandBack(payload, attempt, go);
            if (step.fact() != null) {
                uploads.handBack(go);
                return step.fact();
            }
            if (step.attempt() == null) {
                // A twin made this attempt and was refused for now: the next number is anybody's.
                uploads.handBack(go);
                continue;
            }
            uploads.report(go, step.attempt());
            counted += go.isProbe() ? 0 : 1;
            var decision =
                    policy.after(step.attempt(), counted, clock.instant(), settings.deadline(), expires, random());
            if (decision instanceof Stop stop && !hasAnotherKey(payload, step)) {
                stopApplication(payload, step.attempt().outcome());
                return new SendFact(payload.payloadId(), stop.reason());
            }
            notBefore = clock.instant().plus(decision instanceof Again again ? again.delay() : Duration.ZERO);
        }
    }

    /** What one turn came to: a reason to end, or an attempt that was made, or neither. */
    private record Step(SendFact fact, Attempt attempt, PostApiKey key) {}

    private Step stepOrHandBack(FrozenPayload payload, int attempt, Go go) throws InterruptedException {
        GracefulShutdown.here().attemptBegins();
        try {
            return step(payload, attempt, go);
        } catch (OutboxException e) {
            // Nothing was sent, or it has its receipt. The task's other requests are under way: do not end them with
            // it.
            LOG.warn("{} is not sent: {}", payload.payloadId(), e.getMessage());
            return end(payload, StopReason.NO_CLAIM, rootMessage(e));
        } catch (RuntimeException e) {
            uploads.handBack(go);
            throw e;
        } finally {
            GracefulShutdown.here().attemptEnds();
        }
    }

    private Step step(FrozenPayload payload, int attempt, Go go) {
        if (receipts.hasLost()) {
            return end(payload, StopReason.NO_RECEIPT, "");
        }
        if (!fence.holds(settings.epoch())) {
            return end(payload, StopReason.LOCK_LOST, "");
        }
        if (journal.isStopped(settings.epoch(), payload.applicationId())) {
            return end(payload, StopReason.STOPPED, "");
        }
        PostApiKey key;
        try {
            key = keys.keyOf(payload.applicationId());
        } catch (MissingKeyException e) {
            return end(payload, StopReason.KEY_MISSING, e.getMessage());
        }
        Instant claimedAt = clock.instant();
        if (!journal.claim(intent(payload, attempt, claimedAt))) {
            return afterLostClaim(payload, attempt);
        }
        Instant latest = claimedAt.plus(settings.claimToRequest());
        Attempt made = latest.isBefore(clock.instant())
                ? tooLate()
                : uploads.post(go, new FrozenBytes(store, settings.paths(), payload, clock, latest), key);
        if (!receipts.write(payload.payloadId(), attempt, made, key, uploads.requestsInFlight(go))) {
            uploads.report(go, made);
            return end(payload, StopReason.NO_RECEIPT, "");
        }
        return new Step(null, made, key);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    private static Step end(FrozenPayload payload, StopReason reason, String detail) {
        return new Step(new SendFact(payload.payloadId(), reason, detail), null, null);
    }

    /** The attempt is somebody else's. Only its receipt can open the next one. */
    private Step afterLostClaim(FrozenPayload payload, int attempt) {
        Optional<Receipt> receipt = journal.receipt(payload.payloadId(), attempt);
        boolean mayPassLater = receipt.isPresent()
                && (receipt.get().outcome() == AttemptOutcome.REFUSED_FOR_NOW
                        || receipt.get().outcome() == AttemptOutcome.NOT_SENT);
        return mayPassLater ? new Step(null, null, null) : end(payload, StopReason.TAKEN, "");
    }

    private Intent intent(FrozenPayload payload, int attempt, Instant claimedAt) {
        return new Intent(
                payload.payloadId(),
                attempt,
                payload.applicationId(),
                settings.epoch(),
                HostName.here(),
                task,
                UUID.randomUUID().toString(),
                claimedAt,
                claimedAt.plus(settings.lease()));
    }

    /** The claim took so long to write that the request could outlive its lease. */
    private Attempt tooLate() {
        return new Attempt(
                AttemptOutcome.NOT_SENT,
                0,
                "",
                0,
                clock.instant(),
                Duration.ZERO,
                Optional.empty(),
                "the outbox took more than " + settings.claimToRequest().toSeconds() + " s to write the claim",
                FailureKind.OVERDUE);
    }

    /** After a refused key: whether a rotated one has appeared meanwhile. */
    private boolean hasAnotherKey(FrozenPayload payload, Step step) throws InterruptedException {
        return step.attempt().outcome() == AttemptOutcome.KEY_REFUSED
                && rotation.hasReplaced(payload.applicationId(), step.key());
    }

    private void stopApplication(FrozenPayload payload, AttemptOutcome outcome) {
        if (outcome == AttemptOutcome.KEY_REFUSED || outcome == AttemptOutcome.ADDRESS_REFUSED) {
            try {
                journal.stop(settings.epoch(), payload.applicationId());
            } catch (OutboxException e) {
                // The other payloads will each be refused by themselves.
                LOG.warn("application {} is not stopped: {}", payload.applicationId(), e.getMessage());
            }
        }
    }

    private static java.util.random.RandomGenerator random() {
        return ThreadLocalRandom.current();
    }
}
