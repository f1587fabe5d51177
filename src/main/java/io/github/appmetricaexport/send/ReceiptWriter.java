package io.github.appmetricaexport.send;

import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.time.Sleeper;
import io.github.appmetricaexport.upload.Attempt;
import io.github.appmetricaexport.upload.PostApiKey;
import java.time.Duration;

/**
 * Makes what became of attempts durable.
 *
 * <p>Several threads use one instance.
 */
final class ReceiptWriter {
    private static final int TRIES = 5;

    private final Journal journal;
    private final Sleeper sleeper;
    private volatile boolean lost;

    ReceiptWriter(Journal journal, Sleeper sleeper) {
        this.journal = journal;
        this.sleeper = sleeper;
    }

    /** Whether a receipt could not be written: then nothing more is to be sent. */
    boolean hasLost() {
        return lost;
    }

    /**
     * Writes the receipt of an attempt; false when the outbox would not have it.
     *
     * @param requestsInFlight that the executor had when it began
     */
    boolean write(AttemptId id, Attempt made, PostApiKey key, int requestsInFlight) {
        Receipt receipt = receipt(id, made, key, requestsInFlight);
        // A disk's channel refuses an interrupted thread, and the answer is too dear to lose to that.
        boolean interrupted = Thread.interrupted();
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                try {
                    journal.record(receipt);
                    return true;
                } catch (OutboxException e) {
                    // Without its receipt an acceptance is a doubt: worth a few more tries.
                    interrupted |= Thread.interrupted();
                    pauseBetweenTries(tries);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        lost = true;
        return false;
    }

    private static Receipt receipt(AttemptId id, Attempt made, PostApiKey key, int requestsInFlight) {
        Attempt.Request request = made.request();
        return new Receipt(
                id,
                new Receipt.Result(
                        made.outcome(), made.reply().status(), made.reply().answer(), made.error()),
                new Receipt.Request(
                        request.bytesSent(),
                        request.startedAt(),
                        request.startedAt().plus(request.latency()),
                        request.latency().toMillis(),
                        key.fingerprint(),
                        requestsInFlight));
    }

    private void pauseBetweenTries(int tries) {
        try {
            sleeper.sleep(Duration.ofMillis(200L << tries));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
