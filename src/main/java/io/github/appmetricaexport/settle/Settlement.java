package io.github.appmetricaexport.settle;

import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.results.Books;
import io.github.appmetricaexport.results.PayloadResult;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.results.RunResult;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings a run to its books: states become table rows, and the rows an outcome. */
public final class Settlement {
    private final SparkSession spark;
    private final ResultsTables tables;

    Settlement(SparkSession spark, ResultsTables tables) {
        this.spark = spark;
        this.tables = tables;
    }

    /** A run's account with its payloads. */
    public record Settled(RunResult run, List<PayloadResult> payloads) {
        List<PayloadHistory> histories() {
            return payloads.stream().map(PayloadResult::history).toList();
        }
    }

    /**
     * The rows for the table of rejects.
     *
     * @param files the outbox's files of rows that validation refused
     * @param byApi rows that the API refused
     */
    record Refused(List<String> files, JavaRDD<Row> byApi) {}

    /**
     * Reads the outbox and draws up the account; without new receipts it is the same each time.
     *
     * @param objections of the gate; with any the outcome is its refusal
     * @param now decides which leases are over
     */
    public static Settled draw(FrozenRun frozen, Journal journal, List<String> objections, Instant now) {
        List<PayloadHistory> histories = journal.histories(frozen.payloads());
        List<PayloadResult> payloads = histories.stream()
                .map(history -> PayloadResult.of(history, now))
                .toList();
        Manifest manifest = frozen.manifest();
        Books books =
                Books.of(manifest.source().sourceRows(), manifest.content().invalidRows(), payloads);
        RunOutcome outcome = objections.isEmpty() ? RunOutcome.of(books) : RunOutcome.GATE_REFUSED;
        RunResult run = new RunResult(
                manifest,
                outcome,
                books,
                histories.stream().mapToLong(PayloadHistory::lastAttempt).sum(),
                finishedAt(manifest, payloads),
                objections.isEmpty() ? outcome.sentence() : String.join("; ", objections));
        return new Settled(run, payloads);
    }

    /** When the run's last answer came: the same however often the run is settled. */
    private static Instant finishedAt(Manifest manifest, List<PayloadResult> payloads) {
        return payloads.stream()
                .map(PayloadResult::finishedAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(manifest.identity().createdAt());
    }

    /**
     * Replaces the run's rows in the tables.
     *
     * @param rejects all refused rows; empty leaves the table as it is, once they have been swept
     * @param events where each event is; empty leaves the table as it is
     * @throws OutboxException when they cannot be written: everything they say stays in the outbox, for the next run
     */
    void write(Settled settled, Optional<Refused> rejects, Optional<JavaRDD<Row>> events) {
        try {
            replaceRows(settled, rejects, events);
        } catch (Exception e) {
            throw Failures.ofTables(e, tables.place());
        } catch (FSError e) {
            // Hadoop tells a full local disk as an Error.
            throw Failures.ofTables(new IllegalStateException(e), tables.place());
        } finally {
            spark.sparkContext().setJobDescription(null);
        }
    }

    private void replaceRows(Settled settled, Optional<Refused> rejects, Optional<JavaRDD<Row>> events) {
        spark.sparkContext()
                .setJobDescription(
                        "write the results tables of " + settled.run().date());
        tables.writePayloads(settled.run(), settled.payloads());
        rejects.ifPresent(rows -> tables.writeRejects(settled.run(), rows.files(), rows.byApi()));
        events.ifPresent(rows -> tables.writeEvents(settled.run(), rows));
        // Last, so that a run with a row here has its rows in the others.
        tables.writeRun(settled.run());
    }
}
