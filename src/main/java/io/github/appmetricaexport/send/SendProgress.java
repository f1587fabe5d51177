package io.github.appmetricaexport.send;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Receipt;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.runtime.ProgressTimer;
import java.time.Duration;
import java.time.Instant;
import java.util.Formatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Says every few seconds how far sending has come, by the receipts that the tasks leave: what is told is what is on record.
 */
final class SendProgress implements AutoCloseable {
    private static final Duration SILENCE_WORTH_A_WORD = Duration.ofSeconds(15);

    private final JobContext job;
    private final Instant startedAt;
    private final Map<String, SendOrder> orders = new HashMap<>();
    private final Journal journal;
    private ProgressTimer timer;

    private long events;
    private long bytes;
    private int settled;
    private int refused;
    private int lost;
    private int later;
    private String trouble = "";
    private Instant lastNewsAt;

    private SendProgress(JobContext job, Journal journal, List<SendOrder> orders) {
        this.job = job;
        this.journal = journal;
        this.startedAt = job.now();
        lastNewsAt = startedAt;
        orders.forEach(order -> this.orders.put(order.payload().payloadId(), order));
    }

    static SendProgress start(JobContext job, Journal journal, List<SendOrder> orders) {
        SendProgress progress = new SendProgress(job, journal, orders);
        progress.timer = ProgressTimer.start("send-progress", progress::sayWhereItStands);
        return progress;
    }

    /** One line, now. */
    synchronized void sayWhereItStands() {
        try {
            journal.newReceipts(this::take);
            job.say(line());
        } catch (RuntimeException unreadable) {
            // The line is for people; what counts is read again when sending ends.
            job.say("no progress to tell: " + unreadable.getMessage());
        }
    }

    private void take(Receipt receipt) {
        SendOrder order = orders.get(receipt.id().payloadId());
        if (order == null || receipt.id().attempt() <= order.lastAttempt()) {
            return;
        }
        RunMetrics.here().answered(receipt);
        lastNewsAt = job.now();
        Receipt.Result result = receipt.result();
        AttemptOutcome outcome = result.outcome();
        switch (outcome) {
            case ACCEPTED -> {
                settled++;
                trouble = "";
                events += order.payload().rows();
                bytes += order.payload().bytes();
            }
            case AMBIGUOUS -> lost++;
            case REFUSED_FOR_NOW, NOT_SENT -> later++;
            default -> refused++;
        }
        if (outcome != AttemptOutcome.ACCEPTED) {
            trouble = result.status() == 0 ? result.error() : "the API answers " + result.status();
        }
    }

    private String line() {
        double seconds = Math.max(0.001, Duration.between(startedAt, job.now()).toMillis() / 1000.0);
        Formatter line = new Formatter(Locale.ROOT);
        line.format(
                "sent %,d of %,d payloads, %,d events, %,.1f MB, %,.1f MB/s",
                settled, orders.size(), events, bytes / 1e6, bytes / 1e6 / seconds);
        int open = orders.size() - settled - refused - lost;
        if (settled > 0 && open > 0) {
            line.format(", about %s left", ProgressTimer.time(Math.round(seconds * open / settled)));
        }
        int limit = RunMetrics.here().requestsInFlightLimit();
        if (open > 0 && limit > 0) {
            line.format(", %d of %d requests in flight", RunMetrics.here().requestsInFlight(), limit);
        }
        append(line, refused, "refused");
        append(line, lost, "in doubt");
        append(line, later, "put off");
        Duration silence = Duration.between(lastNewsAt, job.now());
        if (open > 0 && silence.compareTo(SILENCE_WORTH_A_WORD) > 0) {
            line.format(", no answer for %s", ProgressTimer.time(silence.toSeconds()));
        }
        return trouble.isEmpty() ? line.toString() : line + ": " + trouble;
    }

    private static void append(Formatter line, int count, String what) {
        if (count > 0) {
            line.format(", %,d %s", count, what);
        }
    }

    @Override
    public void close() {
        timer.close();
    }
}
