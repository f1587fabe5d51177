package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import java.io.IOException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables that auditors read, wherever they are kept. Writing a run's rows again replaces them, never adds. */
public abstract class ResultsTables {
    final SparkSession spark;

    ResultsTables(SparkSession spark) {
        this.spark = spark;
    }

    /** The tables of the configuration: of a catalog, or Parquet in a folder. */
    public static ResultsTables of(SparkSession spark, ExportConfig config) {
        return config.value(ExportOptions.RESULTS_TABLES).isEmpty()
                ? new ParquetTables(spark, config.value(ExportOptions.RESULTS_PATH))
                : new CatalogTables(spark, config);
    }

    /** The option that says where they are, for messages. */
    public abstract String option();

    /**
     * What is wrong with the place, for whoever configured it; changes nothing that stays.
     *
     * @throws IOException when nothing can be written there
     */
    public abstract List<Problem> problems() throws IOException;

    /**
     * What can be told of the tables without writing.
     *
     * @param present names of those that are there
     * @param problems what is wrong with them or their place
     */
    public record Look(List<String> present, List<Problem> problems) {}

    /**
     * Looks at the tables, and writes nothing.
     *
     * @throws IOException when they cannot be read
     */
    public abstract Look look() throws IOException;

    /** Creates what is missing, so that a place that cannot be written shows before anything is sent. */
    public abstract void prepare();

    /**
     * Puts rows in the place of those that the run has in the table, all at once.
     *
     * @param rows with the table's own columns, in order, without those of the partition
     */
    abstract void replace(ResultsTable table, Dataset<Row> rows, LocalDate date, String runId);

    /**
     * Adds rows to those that the run has in the table, which is made where it is not there, with what it lacks.
     *
     * @param rows as of {@link #replace}
     */
    abstract void append(ResultsTable table, Dataset<Row> rows, LocalDate date, String runId);

    /** Takes the run's rows out of the table. */
    abstract void forget(ResultsTable table, LocalDate date, String runId) throws IOException;

    /** The whole table, its columns of a later version included; empty when there is none yet. */
    public abstract Optional<Dataset<Row>> read(ResultsTable table) throws IOException;

    /** The rows of a date, as of {@link #read(ResultsTable)}, without a look at those of other dates. */
    abstract Optional<Dataset<Row>> read(ResultsTable table, LocalDate date) throws IOException;

    /** The same of the dates from one to another, both included. */
    abstract Optional<Dataset<Row>> read(ResultsTable table, LocalDate from, LocalDate to) throws IOException;

    /** The place of all tables, for people; {@code names} stands where a table's name would. */
    abstract String place(String names);

    public void writePayloads(RunResult run, List<PayloadResult> payloads) {
        List<Row> rows = payloads.stream().map(ResultsColumns.PAYLOADS::row).toList();
        write(ResultsTable.PAYLOADS, rows, run);
    }

    /**
     * Writes the refused rows.
     *
     * @param files the outbox's files of rows that validation refused; may be none
     * @param refusedByApi further rows, as {@link ResultsTable#REJECTS} says
     */
    public void writeRejects(RunResult run, List<String> files, JavaRDD<Row> refusedByApi) {
        Dataset<Row> byApi = spark.createDataFrame(refusedByApi, ResultsTable.REJECTS.columns());
        Dataset<Row> rejects = files.isEmpty()
                ? byApi
                : spark.read()
                        .schema(ResultsTable.REJECTS.columns())
                        .option("mode", "FAILFAST")
                        .option("maxStringLen", Integer.MAX_VALUE)
                        .json(files.toArray(new String[0]))
                        .union(byApi);
        replace(ResultsTable.REJECTS, rejects, run.date(), run.runId());
    }

    /** Writes where each event is; {@code events} as {@link ResultsTable#EVENTS} says. */
    public void writeEvents(RunResult run, JavaRDD<Row> events) {
        Dataset<Row> rows = spark.createDataFrame(events, ResultsTable.EVENTS.columns());
        replace(ResultsTable.EVENTS, rows, run.date(), run.runId());
    }

    /** Adds what became visible of a run's payloads; what was seen before stays. */
    public void addVisibility(LocalDate date, String runId, List<VisibilityResult> seen) {
        List<Row> rows = seen.stream().map(ResultsColumns.VISIBILITY::row).toList();
        Dataset<Row> added =
                spark.createDataFrame(rows, ResultsTable.VISIBILITY.columns()).coalesce(1);
        append(ResultsTable.VISIBILITY, added, date, runId);
    }

    public void writeRun(RunResult run) {
        write(ResultsTable.RUNS, List.of(ResultsColumns.RUNS.row(run)), run);
    }

    /** Takes back the rows of a run that never sent anything, once another has planned its date anew. */
    public void forget(LocalDate date, String runId) throws IOException {
        for (ResultsTable table : ResultsTable.values()) {
            forget(table, date, runId);
        }
    }

    /**
     * Takes the refused rows of a job's runs that ended before then out of the table of rejects; the other tables stay.
     *
     * @return the runs that had any
     */
    public List<String> forgetRejects(String job, Instant before) throws IOException {
        Optional<Dataset<Row>> rejects = read(ResultsTable.REJECTS);
        Optional<Dataset<Row>> runs = read(ResultsTable.RUNS);
        if (rejects.isEmpty() || runs.isEmpty()) {
            return List.of();
        }
        // By the date first: it is the tables' partition, and no run ends before its date begins.
        Column isOld =
                col("date").leq(lit(Date.valueOf(before.atZone(ZoneOffset.UTC).toLocalDate())));
        Dataset<Row> ended = runs.get()
                .filter(isOld.and(col("job").equalTo(job))
                        .and(col("finished_at").lt(lit(Timestamp.from(before)))))
                .select(col("run_id").as("ended"));
        List<Row> old = rejects.get()
                .filter(isOld)
                .select("date", "run_id")
                .distinct()
                .join(ended, col("run_id").equalTo(col("ended")), "left_semi")
                .collectAsList();
        for (Row run : old) {
            forget(ResultsTable.REJECTS, run.getDate(0).toLocalDate(), run.getString(1));
        }
        return old.stream().map(run -> run.getString(1)).toList();
    }

    /** Where the tables are, for people. */
    public String place() {
        return place("{payloads,rejects,runs}");
    }

    private void write(ResultsTable table, List<Row> rows, RunResult run) {
        replace(table, spark.createDataFrame(rows, table.columns()).coalesce(1), run.date(), run.runId());
    }
}
