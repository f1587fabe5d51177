package io.github.appmetricaexport.send;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.time.Sleeper;
import io.github.appmetricaexport.upload.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.lang3.ObjectUtils;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Stage 2: frozen payloads go to the API until each is settled or may not be tried again in this run.
 */
public final class Sending {
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final JobContext job;
    private final FrozenRun run;
    private final Journal journal;
    private final SendSettings settings;

    /** Why tasks were done with payloads that are not settled, with how many. */
    private final Map<String, Integer> reasons = new TreeMap<>();

    /** Payloads whose attempt has ended, though no receipt could be written of it. */
    private final Set<String> ended = new HashSet<>();

    private final SendRule rule;
    private final Splitting splitting;
    private final LeaseWatch watch = new LeaseWatch();
    /** Until when leases are waited for; null before the first is. */
    private Instant patience;

    /** @param allowed as of {@link SendRule}: whatever else waits is left as it is */
    public Sending(JobContext job, FrozenRun run, SendSettings settings, Optional<Set<String>> allowed) {
        this.job = job;
        this.run = run;
        this.settings = settings;
        journal = new Journal(job.store(), run.paths());
        rule = new SendRule(job.config().value(UploadOptions.WHEN_UNKNOWN), allowed);
        splitting = new Splitting(job, run.paths(), journal, reasons);
    }

    /** Sends everything that may be sent; returns why the rest was not, in words, with the number of payloads. */
    public Map<String, Integer> sendAll() {
        Set<String> tried = new HashSet<>();
        while (true) {
            List<PayloadHistory> histories = journal.histories(run.payloads());
            RunMetrics.here().stand(histories, job.now());
            if (splitting.splitAny(histories)) {
                continue;
            }
            List<SendOrder> orders = orders(histories, tried);
            if (!orders.isEmpty()) {
                orders.forEach(order -> tried.add(order.payload().payloadId()));
                send(orders);
            } else if (!awaitLeases(histories, tried)) {
                sayWhatIsClaimedOn(histories);
                rule.toAssume(histories, job.now()).forEach(journal::record);
                return reasons;
            }
        }
    }

    private List<SendOrder> orders(List<PayloadHistory> histories, Set<String> tried) {
        return rule.toSend(histories, job.now()).stream()
                .filter(history -> !tried.contains(history.payload().payloadId()))
                .map(SendOrder::next)
                .toList();
    }

    private void send(List<SendOrder> orders) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(job.sparkContext());
        List<SendOrders> hands = SendOrders.deal(
                orders, context.defaultParallelism(), job.config().value(UploadOptions.MAX_CONCURRENT_REQUESTS));
        long events = orders.stream().mapToLong(order -> order.payload().rows()).sum();
        job.say(String.format(
                Locale.ROOT,
                "sending %,d payloads, %,d events, to %s: %d tasks, %d requests in flight at most",
                orders.size(),
                events,
                job.config().value(ApiOptions.BASE_URL),
                hands.size(),
                job.config().value(UploadOptions.MAX_CONCURRENT_REQUESTS)));
        job.sparkContext()
                .setJobDescription(String.format(
                        Locale.ROOT,
                        "send %,d payloads of %s",
                        orders.size(),
                        run.manifest().identity().date()));
        try (SendProgress progress = SendProgress.start(job, journal, orders)) {
            for (SendFact fact : context.parallelize(hands, hands.size())
                    .mapPartitions(new SendFunction(settings))
                    .collect()) {
                take(fact);
            }
            progress.sayWhereItStands();
        } catch (Exception e) {
            // Spark throws more than it declares. What the tasks left on record is settled all the same.
            breakOff(Failures.ofSending(e, job.sparkContext().conf()));
        } finally {
            job.sparkContext().setJobDescription(null);
        }
    }

    private void take(SendFact fact) {
        if (fact.reason() == StopReason.NO_RECEIPT) {
            ended.add(fact.payloadId());
        }
        if (fact.reason() != StopReason.SETTLED) {
            reasons.merge(fact.sentence(), 1, Integer::sum);
        }
    }

    private void breakOff(RuntimeException failure) {
        if (!(failure instanceof OutboxException)) {
            throw failure;
        }
        job.say("sending broke off: " + failure.getMessage());
        reasons.merge(failure.getMessage(), 1, Integer::sum);
    }

    /** Waits for claims that somebody may still be acting on; false when there are none, or when the time is up. */
    private boolean awaitLeases(List<PayloadHistory> histories, Set<String> tried) {
        Instant now = job.now();
        List<PayloadHistory> inFlight = rule.toAwait(histories, ended, now).stream()
                .filter(history -> watch.until(history, now).isPresent())
                .toList();
        // A run that has come to its deadline still hears out whoever began a request before it.
        patience = patience == null ? ObjectUtils.max(settings.deadline(), now.plus(settings.lease())) : patience;
        if (inFlight.isEmpty() || !now.isBefore(patience)) {
            return false;
        }
        Instant until = inFlight.stream()
                .flatMap(history -> watch.until(history, now).stream())
                .max(Instant::compareTo)
                .filter(patience::isAfter)
                .orElse(patience);
        job.say("waiting until " + until + " for " + inFlight.size()
                + " payloads that a lost task may still be sending");
        try {
            while (job.now().isBefore(until)) {
                Sleeper.THREAD.sleep(GLANCE);
            }
        } catch (InterruptedException e) {
            throw OutboxException.interrupted("interrupted", e);
        }
        // What the wait shows to be safe to send was not tried by this run.
        inFlight.forEach(history -> tried.remove(history.payload().payloadId()));
        return true;
    }

    /** What was waited for in vain. */
    private void sayWhatIsClaimedOn(List<PayloadHistory> histories) {
        Instant now = job.now();
        for (PayloadHistory history : rule.toAwait(histories, ended, now)) {
            String until =
                    "claimed until " + history.leaseUntil(now).orElse(now) + ", and nothing says what came of it: ";
            String why = history.isClaimedInTheFuture(now)
                    ? "that is longer than a lease is, so the clock of whoever claimed it was probably ahead; set the"
                            + " hosts' clocks right, and run again after that time"
                    : "upload.deadline came first; run again after that time";
            reasons.merge(until + why, 1, Integer::sum);
        }
    }
}
