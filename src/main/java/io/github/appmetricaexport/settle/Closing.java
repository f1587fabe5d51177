package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.SummaryText;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.settle.Settlement.Refused;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** The end of every command that changed a run: its tables, its summary, the words for the operator. */
public final class Closing {
    private final JobContext job;
    private final ResultsTables tables;

    public Closing(JobContext job, ResultsTables tables) {
        this.job = job;
        this.tables = tables;
    }

    /**
     * Settles the run and tells what it came to.
     *
     * @param objections of the gate
     * @param reasons why tasks were done with payloads, with how many
     */
    public RunOutcome close(FrozenRun run, List<Objection> objections, Map<String, Integer> reasons) {
        Journal journal = new Journal(job.store(), run.paths());
        List<String> sentences = objections.stream().map(Objection::sentence).toList();
        Settled settled = Settlement.draw(run, journal, sentences, job.now());
        boolean payloadsAreKept = run.manifest().content().payloads() == 0
                || job.store().exists(run.paths().payloads());
        EventIndex index = new EventIndex(job.store(), run.paths());
        Optional<JavaRDD<Row>> events =
                payloadsAreKept && job.config().results().indexEvents()
                        ? index.rows(job.spark(), settled.histories())
                        : Optional.empty();
        // Once their files were swept the table has the refused rows, and only the table.
        Optional<Refused> refused = payloadsAreKept ? Optional.of(refused(run, settled)) : Optional.empty();
        new Settlement(job.spark(), tables).write(settled, refused, events);
        events.ifPresent(written -> index.drawn(settled.histories()));
        RunMetrics.here().stand(settled.histories(), job.now());
        RunMetrics.here().ended(settled.run().outcome().exitCode());
        List<String> advice = Advice.of(job.config().api(), settled.run(), settled.payloads(), sentences, reasons);
        Map<String, String> places = places(run.paths());
        Summary.of(settled.run(), settled.payloads(), objections, advice, places)
                .write(job.store(), run.paths());
        job.console().show(SummaryText.of(settled.run(), places, advice));
        return settled.run().outcome();
    }

    private Refused refused(FrozenRun run, Settled settled) {
        return new Refused(
                run.manifest().files().rejectFiles().stream()
                        .map(file -> new Path(run.paths().rejects(), file).toString())
                        .toList(),
                new ApiRejects(job.spark(), run.paths()).rows(settled.histories(), job.now()));
    }

    private Map<String, String> places(RunPaths paths) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("tables", tables.place());
        places.put("outbox", paths.root());
        places.put("summary", paths.summary().toString());
        return places;
    }
}
