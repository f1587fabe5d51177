package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Outcome;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.results.DailyBudget;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.SummaryText;
import io.github.appmetricaexport.results.WhatFits;
import io.github.appmetricaexport.results.WhatFits.Waiting;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of every command that changed a run: its tables, its summary, the words for the operator. */
public record Closing(JobContext job, ResultsTables tables) {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    /**
     * Settles the run and tells what it came to.
     *
     * @param objections of the gate
     * @param reasons why tasks were done with payloads, with how many
     * @param allowed payloads that the budget let pass
     * @param warnings what else to know of it
     */
    public RunOutcome close(
            FrozenRun run,
            List<Objection> objections,
            Map<String, Integer> reasons,
            Set<String> allowed,
            List<String> warnings) {
        Journal journal = new Journal(job.store(), run.paths());
        List<String> sentences = objections.stream().map(Objection::sentence).toList();
        Settled settled = Settlement.draw(run, journal, sentences, warnings, job.now());
        boolean payloadsAreKept = isKept(run);
        EventIndex index = new EventIndex(job, run.paths());
        Optional<JavaRDD<Row>> events = payloadsAreKept && job.config().value(ExportOptions.INDEX_EVENTS)
                ? index.rows(settled.histories())
                : Optional.empty();
        // Once their files were swept the table has the refused rows, and only the table.
        Optional<JavaRDD<Row>> refused =
                payloadsAreKept ? Optional.of(RefusedRows.of(job, run.paths(), settled.histories())) : Optional.empty();
        write(run, settled, refused, events);
        events.ifPresent(written -> index.drawn(settled.histories()));
        RunMetrics.here().stand(settled.histories(), job.now());
        RunMetrics.here().ended(settled.run().outcome().exitCode());
        Waiting waiting = objections.isEmpty() ? waiting(settled, allowed) : Waiting.NONE;
        List<String> advice = Advice.of(job.config(), settled, sentences, reasons, waiting);
        Map<String, String> places = places(run.paths());
        Summary.of(settled, objections, waiting, advice, places).write(job.store(), run.paths());
        job.console().show(SummaryText.of(settled.run(), places, advice));
        return settled.run().outcome();
    }

    private boolean isKept(FrozenRun run) {
        Manifest frozen = run.manifest();
        return (frozen.content().payloads() == 0
                        || job.store().exists(run.paths().payloads()))
                && (frozen.files().rejectFiles().isEmpty()
                        || job.store().exists(run.paths().rejects()));
    }

    /** @throws OutboxException when they cannot be written: everything they say stays in the outbox, for the next run */
    private void write(FrozenRun run, Settled settled, Optional<JavaRDD<Row>> refused, Optional<JavaRDD<Row>> events) {
        job.sparkContext().setJobDescription("write the results tables of " + job.date());
        try {
            tables.writePayloads(settled.run(), settled.payloads());
            List<String> invalid = run.manifest().files().rejectFiles().stream()
                    .map(file -> new Path(run.paths().rejects(), file).toString())
                    .toList();
            refused.ifPresent(rows -> tables.writeRejects(settled.run(), invalid, rows));
            events.ifPresent(rows -> tables.writeEvents(settled.run(), rows));
            // Last, so that a run with a row here has its rows in the others.
            tables.writeRun(settled.run());
        } catch (Exception e) {
            throw Failures.ofTables(e, tables.place());
        } catch (FSError e) {
            // Hadoop tells a full local disk as an Error.
            throw Failures.ofTables(new IllegalStateException(e), tables.place());
        } finally {
            job.sparkContext().setJobDescription(null);
        }
    }

    /**
     * What the budget holds back, by what is known now: answers came meanwhile, and events that counted when the run began may
     * count no more. None where something else kept from being sent what the budget let pass.
     */
    private Waiting waiting(Settled settled, Set<String> allowed) {
        List<FrozenPayload> notSent = settled.of(Outcome.NOT_SENT)
                .map(payload -> payload.history().payload())
                .toList();
        if (notSent.isEmpty() || !DailyBudget.allowsParts(job.config())) {
            return Waiting.NONE;
        }
        Instant now = job.now();
        DailyBudget budget;
        try {
            budget = DailyBudget.of(
                    job.config(), tables, job.store(), settled.run().runId(), settled.payloads(), now);
        } catch (OutboxException ofAnotherDate) {
            // How much fits later is a service: what was sent is settled all the same.
            LOG.warn("what is left of the budget is not known: {}", ofAnotherDate.getMessage());
            return Waiting.NONE;
        } catch (Exception e) {
            throw Failures.ofTables(e, tables.place());
        }
        Set<String> passed = PayloadHistory.withHalves(allowed, settled.histories());
        boolean isElse = notSent.stream()
                .anyMatch(payload -> passed.contains(payload.payloadId()) && !budget.isTooLate(payload, now));
        return isElse ? Waiting.NONE : WhatFits.of(notSent, budget, now).waitingFrom(now);
    }

    private Map<String, String> places(RunPaths paths) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("tables", tables.place());
        places.put("outbox", paths.root());
        places.put("summary", paths.summary().toString());
        return places;
    }
}
