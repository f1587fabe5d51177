package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.ResultsConfig;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables that auditors read, wherever they are kept. Writing a run's rows again replaces them, never adds. */
public final class ResultsTables {
    private final SparkSession spark;
    private final TableStore store;
    private final String option;

    private ResultsTables(SparkSession spark, TableStore store, String option) {
        this.spark = spark;
        this.store = store;
        this.option = option;
    }

    /** The tables of the configuration: of a catalog, or Parquet in a folder. */
    public static ResultsTables of(SparkSession spark, ResultsConfig config) {
        if (config.tables().isEmpty()) {
            return new ResultsTables(spark, new ParquetTables(spark, config.path()), "results.path");
        }
        List<ResultsTable> written = Arrays.stream(ResultsTable.values())
                .filter(table -> table != ResultsTable.EVENTS || config.indexEvents())
                .toList();
        return new ResultsTables(
                spark, new CatalogTables(spark, config.tables(), config.tableFormat(), written), CatalogTables.OPTION);
    }

    /** The option that says where they are, for messages. */
    public String option() {
        return option;
    }

    /**
     * What keeps the tables from being written; changes nothing that stays.
     *
     * @throws IOException when nothing can be written there
     */
    public List<Problem> problems() throws IOException {
        return store.problems();
    }

    /** Creates tables and columns that are missing, where that can be done ahead of their rows. */
    public void prepare() {
        store.prepare();
    }

    public void writePayloads(RunResult run, List<PayloadResult> payloads) {
        write(
                ResultsTable.PAYLOADS,
                payloads.stream().map(ResultsColumns.PAYLOADS::row).toList(),
                run);
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
        store.replace(ResultsTable.REJECTS, rejects, run.date(), run.runId());
    }

    /** Writes where each event is; {@code events} as {@link ResultsTable#EVENTS} says. */
    public void writeEvents(RunResult run, JavaRDD<Row> events) {
        store.replace(
                ResultsTable.EVENTS,
                spark.createDataFrame(events, ResultsTable.EVENTS.columns()),
                run.date(),
                run.runId());
    }

    public void writeRun(RunResult run) {
        write(ResultsTable.RUNS, List.of(ResultsColumns.RUNS.row(run)), run);
    }

    /** Takes back the rows of a run that never sent anything, once another has planned its date anew. */
    public void forget(LocalDate date, String runId) throws IOException {
        for (ResultsTable table : ResultsTable.values()) {
            store.forget(table, date, runId);
        }
    }

    /** A whole table; empty when there is none yet. */
    public Optional<Dataset<Row>> read(ResultsTable table) throws IOException {
        return store.read(table);
    }

    /** Where the tables are, for people. */
    public String place() {
        return store.place("{payloads,rejects,runs}");
    }

    private void write(ResultsTable table, List<Row> rows, RunResult run) {
        store.replace(table, spark.createDataFrame(rows, table.columns()).coalesce(1), run.date(), run.runId());
    }
}
