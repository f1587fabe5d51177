package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.EvidenceSummary;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.settle.Advice;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Formatter;
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
            DateOutbox outbox = new DateOutbox(store, config, date);
            Formatter text = new Formatter(Locale.ROOT);
            text.format(
                    "%n%s, %s%n  lock     %s%n",
                    config.value(ExportOptions.JOB_NAME),
                    date,
                    VisibleText.line(RunLock.describe(store, outbox.folder())));
            JobRecord.problems(store, outbox.job(), config)
                    .forEach(problem -> text.format("  WARNING  %s%n", VisibleText.line(problem.toString())));
            outbox.lostRuns()
                    .forEach(lost -> text.format(
                            "  lost     %s, %,d events; sent anew by %s at %s: %s%n",
                            VisibleText.line(String.join(", ", lost.runIds())),
                            lost.events(),
                            VisibleText.line(lost.by()),
                            lost.decidedAt(),
                            VisibleText.line(lost.reason())));
            try {
                append(text, store, outbox, now);
            } catch (SpoiltFileException | ConfigException unreadable) {
                text.format("  run      not known: %s%n", VisibleText.line(unreadable.getMessage()));
            }
            return text.toString();
        }
    }

    private static void append(Formatter text, Store store, DateOutbox outbox, Instant now) {
        Optional<FrozenRun> run = outbox.latestFrozen();
        if (run.isEmpty()) {
            text.format("  nothing is frozen for this date in %s%n", outbox.folder());
        } else {
            Journal journal = new Journal(store, run.get().paths());
            append(text, run.get(), journal.histories(run.get().payloads()), now);
            EvidenceSummary.read(store, run.get().paths()).ifPresent(seen -> text.format("%s", EvidenceText.of(seen)));
        }
    }

    private static void append(Formatter text, FrozenRun run, List<PayloadHistory> histories, Instant now) {
        Manifest.Content content = run.manifest().content();
        text.format(
                "  run      %s, frozen at %s%n  frozen   %,d events in %,d payloads, %,.1f MB; %,d of %,d rows invalid%n%n",
                run.manifest().identity().runId(),
                run.manifest().identity().createdAt(),
                content.validRows(),
                content.payloads(),
                content.bytes() / 1e6,
                content.invalidRows(),
                content.readRows());
        Map<PayloadState, long[]> totals = new EnumMap<>(PayloadState.class);
        for (PayloadHistory history : histories) {
            PayloadState state = history.state(now);
            long[] total = totals.computeIfAbsent(state, first -> new long[2]);
            // Its rows are in its halves.
            total[0] += state == PayloadState.SPLIT ? 0 : history.payload().rows();
            total[1]++;
        }
        text.format("  %-18s%14s%11s%n", "state", "events", "payloads");
        totals.forEach((state, total) -> text.format(
                "  %-18s%,14d%,11d%n", state.name().toLowerCase(Locale.ROOT).replace('_', ' '), total[0], total[1]));
        in(PayloadState.IN_FLIGHT, histories, now).forEach(history -> flight(text, history, now));
        histories.stream()
                .flatMap(history -> history.damage().files().stream())
                .forEach(spoilt -> text.format("  spoilt   %s%n", VisibleText.line(spoilt)));
        List<PayloadHistory> doubts = in(PayloadState.UNKNOWN, histories, now);
        doubts.forEach(history -> doubt(text, history));
        if (!doubts.isEmpty()) {
            List<String> ids = doubts.stream()
                    .map(history -> history.payload().payloadId())
                    .toList();
            LocalDate date = LocalDate.parse(run.manifest().identity().date());
            text.format(
                    "  next     find out whether they were applied, then run: %s%n",
                    Advice.resolveCommandLine(date, ids));
        }
    }

    private static List<PayloadHistory> in(PayloadState state, List<PayloadHistory> histories, Instant now) {
        return histories.stream().filter(history -> history.state(now) == state).toList();
    }

    private static void flight(Formatter text, PayloadHistory history, Instant now) {
        text.format(
                "  in flight %s: %,d events of application %s, attempt %d, its lease ends at %s%n",
                history.payload().payloadId(),
                history.payload().rows(),
                history.payload().applicationId(),
                history.lastAttempt(),
                history.leaseUntil(now).orElse(now));
    }

    private static void doubt(Formatter text, PayloadHistory history) {
        FrozenPayload payload = history.payload();
        text.format(
                "  in doubt %s: %,d events of application %s from %s to %s, %s%n",
                payload.payloadId(),
                payload.rows(),
                payload.applicationId(),
                Instant.ofEpochSecond(payload.firstEventTime()),
                Instant.ofEpochSecond(payload.lastEventTime()),
                history.lastReceipt()
                        .map(receipt -> VisibleText.line(receipt.result().error()))
                        .orElse("its sender never said what came of it"));
    }
}
