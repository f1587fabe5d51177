package io.github.appmetricaexport.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.results.ResultsTable;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** The results tables of a date on a terminal, for a quick look without a query engine, with a Spark session of its own. */
public final class ShowResults {
    /** Columns of the table of runs; together they have every row that was read, not booked before and not skipped. */
    private static final List<String> OUTCOMES =
            List.of("accepted", "assumed_accepted", "rejected", "invalid", "unknown", "not_sent");

    /** Columns that tables of older versions do not have, or without a value. */
    private static final List<String> LATER = List.of("booked", "gone", "skipped", "undecided");

    private static final List<String> SHOWN = Stream.of(
                    List.of("run_id", "outcome", "exit_code", "read", "booked"),
                    OUTCOMES,
                    List.of("skipped", "undecided", "gone", "started_at"))
            .flatMap(List::stream)
            .toList();

    private ShowResults() {}

    /**
     * Prints the runs, what they come to together, the first payloads and the commonest reject reasons to standard output.
     *
     * @param rows the most payloads to show
     * @throws ConfigException when no run of the date is in the tables
     * @throws IOException when the tables' file system cannot be read
     */
    public static void of(ExportConfig config, LocalDate date, int rows) throws IOException {
        try (SparkSession spark = start(date)) {
            ResultsTables tables = require(ResultsTables.of(spark, config), date);
            Dataset<Row> runs = runs(table(tables, ResultsTable.RUNS, date));
            System.out.println("runs");
            runs.drop("job", "started_at").show(rows, false);
            if (runs.count() > 1) {
                System.out.println("the date over its runs");
                together(runs).show(rows, false);
            }
            System.out.println("payloads");
            table(tables, ResultsTable.PAYLOADS, date)
                    .select(
                            // Payloads of different runs have the same names.
                            "run_id",
                            "payload_id",
                            "application_id",
                            "identifier_kind",
                            "rows",
                            "bytes",
                            "outcome",
                            "attempts",
                            "http_status")
                    .orderBy("run_id", "payload_id")
                    .show(rows, false);
            System.out.println("rejects by reason");
            reasons(tables, date).show(rows, false);
        }
    }

    /**
     * As {@link #of}, for programs.
     *
     * @param rows the most payloads, and the most reject reasons
     */
    public static DateResults read(ExportConfig config, LocalDate date, int rows) throws IOException {
        try (SparkSession spark = start(date)) {
            ResultsTables tables = require(ResultsTables.of(spark, config), date);
            return DateResults.of(
                    date,
                    table(tables, ResultsTable.RUNS, date),
                    table(tables, ResultsTable.PAYLOADS, date),
                    reasons(tables, date),
                    rows);
        }
    }

    private static SparkSession start(LocalDate date) {
        return SparkSessions.start("appmetrica-export results " + date);
    }

    private static ResultsTables require(ResultsTables tables, LocalDate date) throws IOException {
        if (tables.read(ResultsTable.RUNS).isEmpty()
                || table(tables, ResultsTable.RUNS, date).isEmpty()) {
            throw new ConfigException(List.of(new Problem(
                    "--date", date.toString(), "no run of it is in the results tables at " + tables.place())));
        }
        return tables;
    }

    /** How many rows each refused, the commonest first. */
    private static Dataset<Row> reasons(ResultsTables tables, LocalDate date) throws IOException {
        return table(tables, ResultsTable.REJECTS, date)
                .select(explode(col("reasons")).as("reason"))
                .groupBy("reason")
                .agg(count(lit(1)).as("rows"))
                .orderBy(col("rows").desc(), col("reason"));
    }

    /** With what is shown of each, in the order in which they were frozen. */
    static Dataset<Row> runs(Dataset<Row> table) {
        Dataset<Row> runs = table;
        for (String later : LATER) {
            runs = List.of(runs.columns()).contains(later) ? runs : runs.withColumn(later, lit(0L));
        }
        return runs.na()
                .fill(0, LATER.toArray(String[]::new))
                .orderBy("job", "started_at")
                .select("job", SHOWN.toArray(String[]::new));
    }

    /**
     * The books of each job: rows of the source as the last run saw it, and the sums of what became of rows. A run that relies on
     * none before it begins anew, such as one of a date whose outbox was lost.
     */
    static Dataset<Row> together(Dataset<Row> runs) {
        List<Column> columns = new ArrayList<>(List.of(
                count(lit(1)).as("runs"),
                max_by(col("read"), col("started_at")).as("read"),
                max_by(col("gone"), col("started_at")).as("gone"),
                max_by(col("skipped"), col("started_at")).as("skipped")));
        OUTCOMES.forEach(outcome -> columns.add(sum(outcome).as(outcome)));
        Column booked = OUTCOMES.stream().map(functions::col).reduce(col("skipped"), Column::plus);
        Column begins = when(col("booked").plus(col("gone")).equalTo(0), 1).otherwise(0);
        Column since = sum(begins).over(Window.partitionBy("job").orderBy("started_at"));
        return runs.withColumn("since", since)
                .groupBy("job", "since")
                .agg(columns.get(0), columns.subList(1, columns.size()).toArray(Column[]::new))
                .withColumn("difference", col("read").plus(col("gone")).minus(booked))
                .orderBy("job", "since")
                .drop("since");
    }

    private static Dataset<Row> table(ResultsTables tables, ResultsTable table, LocalDate date) throws IOException {
        return tables.read(table).orElseThrow().filter(col("date").equalTo(lit(Date.valueOf(date))));
    }
}
