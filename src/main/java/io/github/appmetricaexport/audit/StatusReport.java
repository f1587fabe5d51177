package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.VisibleText;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.PayloadState;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.DateBooks;
import io.github.appmetricaexport.results.DateText;
import io.github.appmetricaexport.results.EvidenceSummary;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.settle.Advice;
import io.github.appmetricaexport.settle.DateAccount;
import io.github.appmetricaexport.settle.DateAccount.RunAccount;
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
        List<FrozenRun> runs = outbox.counting();
        if (runs.isEmpty()) {
            text.format("  nothing is frozen for this date in %s%n", outbox.folder());
            return;
        }
        DateAccount date = DateAccount.draw(store, runs, now);
        if (runs.size() == 1) {
            append(text, runs.get(0), date.runs().get(0).settled().histories(), now);
            appendEvidence(text, store, runs.get(0));
            return;
        }
        DateBooks books = date.books();
        text.format(
                "%s  exit     %d: %s%n",
                DateText.of(books), books.outcome().exitCode(), books.outcome().sentence());
        runs.forEach(run -> appendEvidence(text, store, run));
        date.runs().stream().filter(RunAccount::needsSomebody).forEach(run -> {
            text.format("%n");
            append(text, run.frozen(), run.settled().histories(), now);
            if (run.settled().run().outcome() == RunOutcome.GATE_REFUSED) {
                text.format(
                        "  gate     %s%n", VisibleText.line(run.settled().run().message()));
            }
        });
    }

    private static void appendEvidence(Formatter text, Store store, FrozenRun run) {
        EvidenceSummary.read(store, run.paths()).ifPresent(seen -> text.format("%s", EvidenceText.of(seen)));
    }

    private static void append(Formatter text, FrozenRun run, List<PayloadHistory> histories, Instant now) {
        Manifest.Content content = run.manifest().content();
        Manifest.Source source = run.manifest().source();
        String skipped = source.skipped().words();
        text.format(
                "  run      %s, frozen at %s%n%s  frozen   %,d events in %,d payloads, %,.1f MB; %,d of %,d rows invalid%n%s%s%n",
                run.manifest().identity().runId(),
                run.manifest().identity().createdAt(),
                source.sourceVersion() == null ? "" : "  source   " + source.words() + "%n".formatted(),
                content.validRows(),
                content.payloads(),
                content.bytes() / 1e6,
                content.invalidRows(),
                content.judgedRows(),
                skipped.isEmpty() ? "" : "  filter   " + skipped + "%n".formatted(),
                Optional.ofNullable(source.duplicates())
                        .map(found -> "  same key " + found.sentence() + "%n".formatted())
                        .orElse(""));
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
            text.format(
                    "  next     find out whether they were applied, then run: %s%n",
                    Advice.resolveCommandLine(run.manifest(), ids));
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
