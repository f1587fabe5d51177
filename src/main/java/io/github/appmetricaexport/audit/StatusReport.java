package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.settle.ResolveCommandLine;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells where a date stands: what is frozen, sent, in doubt. Reads the outbox only, at any time, also during a run. */
public final class StatusReport {
    private StatusReport() {}

    /** The report, for people. */
    public static String of(ExportConfig config, LocalDate date, Instant now) {
        try (Store store = FileSystems.openWork(config, FileSystems.submitted())) {
            DateOutbox outbox = new DateOutbox(store, config.work().path(), config.jobName(), date);
            Optional<FrozenRun> run = outbox.latestFrozen();
            StringBuilder text = new StringBuilder(String.format("%n%s, %s%n", config.jobName(), date));
            text.append("  lock     ")
                    .append(RunLock.describe(store, outbox.folder()))
                    .append('\n');
            if (run.isEmpty()) {
                return text.append("  nothing is frozen for this date in ")
                        .append(outbox.folder())
                        .append('\n')
                        .toString();
            }
            append(
                    text,
                    run.get(),
                    new Journal(store, run.get().paths()).histories(run.get().payloads()),
                    now);
            return text.toString();
        }
    }

    private static void append(StringBuilder text, FrozenRun run, List<PayloadHistory> histories, Instant now) {
        text.append(String.format(
                Locale.ROOT,
                "  run      %s, frozen at %s%n  frozen   %,d events in %,d payloads, %,.1f MB; %,d of %,d rows invalid%n%n",
                run.manifest().identity().runId(),
                run.manifest().identity().createdAt(),
                run.manifest().content().validRows(),
                run.manifest().content().payloads(),
                run.manifest().content().bytes() / 1e6,
                run.manifest().content().invalidRows(),
                run.manifest().content().readRows()));
        Map<PayloadState, long[]> totals = new EnumMap<>(PayloadState.class);
        for (PayloadHistory history : histories) {
            long[] total = totals.computeIfAbsent(history.state(now), first -> new long[2]);
            // Its rows are in its halves.
            total[0] += history.state(now) == PayloadState.SPLIT
                    ? 0
                    : history.payload().rows();
            total[1]++;
        }
        text.append(String.format("  %-18s%14s%11s%n", "state", "events", "payloads"));
        totals.forEach((state, total) -> text.append(String.format(
                Locale.ROOT,
                "  %-18s%,14d%,11d%n",
                state.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                total[0],
                total[1])));
        for (PayloadHistory history : histories) {
            if (history.state(now) == PayloadState.IN_FLIGHT) {
                text.append(flight(history, now));
            }
        }
        List<PayloadHistory> doubts = histories.stream()
                .filter(history -> history.state(now) == PayloadState.UNKNOWN)
                .toList();
        doubts.forEach(history -> text.append(doubt(history)));
        if (!doubts.isEmpty()) {
            text.append("  next     find out whether they were applied, then run: ")
                    .append(ResolveCommandLine.of(
                            LocalDate.parse(run.manifest().identity().date()),
                            doubts.stream()
                                    .map(history -> history.payload().payloadId())
                                    .toList()))
                    .append('\n');
        }
    }

    private static String flight(PayloadHistory history, Instant now) {
        return String.format(
                Locale.ROOT,
                "  in flight %s: %,d events of application %s, attempt %d, its lease ends at %s%n",
                history.payload().payloadId(),
                history.payload().rows(),
                history.payload().applicationId(),
                history.lastAttempt(),
                history.leaseUntil(now).orElse(now));
    }

    private static String doubt(PayloadHistory history) {
        FrozenPayload payload = history.payload();
        return String.format(
                Locale.ROOT,
                "  in doubt %s: %,d events of application %s from %s to %s, %s%n",
                payload.payloadId(),
                payload.rows(),
                payload.applicationId(),
                Instant.ofEpochSecond(payload.firstEventTime()),
                Instant.ofEpochSecond(payload.lastEventTime()),
                history.lastReceipt().map(receipt -> receipt.error()).orElse("its sender never said what came of it"));
    }
}
