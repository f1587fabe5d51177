package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.SummaryText;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** The end of every command that changed a run: its tables, its summary, the words for the operator. */
public record Closing(JobContext job, ResultsTables tables) {

    /**
     * Settles the run and tells what it came to.
     *
     * @param objections of the gate
     * @param reasons why tasks were done with payloads, with how many
     * @param warnings what else to know of it
     */
    public RunOutcome close(
            FrozenRun run, List<Objection> objections, Map<String, Integer> reasons, List<String> warnings) {
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
        List<String> advice = Advice.of(job.config(), settled, sentences, reasons);
        Map<String, String> places = places(run.paths());
        Summary.of(settled, objections, advice, places).write(job.store(), run.paths());
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

    private Map<String, String> places(RunPaths paths) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("tables", tables.place());
        places.put("outbox", paths.root());
        places.put("summary", paths.summary().toString());
        return places;
    }
}
