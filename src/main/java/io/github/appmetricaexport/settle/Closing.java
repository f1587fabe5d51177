package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.metrics.RunMetrics;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.SummaryText;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.settle.Settlement.Refused;
import io.github.appmetricaexport.settle.Settlement.Settled;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The end of every command that changed a run: its tables, its summary, the words for the operator. */
public final class Closing {
    private final SparkSession spark;
    private final ExportConfig config;
    private final ResultsTables tables;
    private final Store store;
    private final Console console;
    private final Clock clock;

    public Closing(
            SparkSession spark, ExportConfig config, ResultsTables tables, Store store, Console console, Clock clock) {
        this.spark = spark;
        this.config = config;
        this.tables = tables;
        this.store = store;
        this.console = console;
        this.clock = clock;
    }

    /**
     * Settles the run and tells what it came to.
     *
     * @param objections of the gate
     * @param reasons why tasks were done with payloads, with how many
     */
    public RunOutcome close(FrozenRun run, Journal journal, List<Objection> objections, Map<String, Integer> reasons) {
        List<String> sentences = objections.stream().map(Objection::sentence).toList();
        Settled settled = Settlement.draw(run, journal, sentences, clock.instant());
        boolean payloadsAreKept = run.manifest().content().payloads() == 0
                || store.exists(run.paths().payloads());
        EventIndex index = new EventIndex(store, run.paths());
        Optional<JavaRDD<Row>> events = payloadsAreKept && config.results().indexEvents()
                ? index.rows(spark, settled.histories())
                : Optional.empty();
        // Once their files were swept the table has the refused rows, and only the table.
        Optional<Refused> refused = payloadsAreKept ? Optional.of(refused(run, settled)) : Optional.empty();
        new Settlement(spark, tables).write(settled, refused, events);
        events.ifPresent(written -> index.drawn(settled.histories()));
        RunMetrics.here().stand(settled.histories(), clock.instant());
        RunMetrics.here().ended(settled.run().outcome().exitCode());
        List<String> advice = Advice.of(config.api(), settled.run(), settled.payloads(), sentences, reasons);
        Map<String, String> places = places(run.paths());
        Summary.of(settled.run(), settled.payloads(), objections, advice, places)
                .write(store, run.paths());
        console.show(SummaryText.of(settled.run(), places, advice));
        return settled.run().outcome();
    }

    private Refused refused(FrozenRun run, Settled settled) {
        return new Refused(
                run.manifest().files().rejectFiles().stream()
                        .map(file -> new Path(run.paths().rejects(), file).toString())
                        .toList(),
                new ApiRejects(spark, run.paths()).rows(settled.histories(), clock.instant()));
    }

    private Map<String, String> places(RunPaths paths) {
        Map<String, String> places = new LinkedHashMap<>();
        places.put("tables", tables.place());
        places.put("outbox", paths.root());
        places.put("summary", paths.summary().toString());
        return places;
    }
}
