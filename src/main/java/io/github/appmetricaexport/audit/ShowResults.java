package io.github.appmetricaexport.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.results.ResultsTable;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The results tables of a date on a terminal, for a quick look without a query engine, with a Spark session of its own. */
public final class ShowResults {
    private ShowResults() {}

    /**
     * Prints the runs, the first payloads and the commonest reject reasons to standard output.
     *
     * @param rows the most payloads to show
     * @return whether there was anything to show
     * @throws IOException when the tables' file system cannot be read
     */
    public static boolean of(ExportConfig config, LocalDate date, int rows) throws IOException {
        try (SparkSession spark = SparkSessions.start("appmetrica-export results " + date)) {
            ResultsTables tables = ResultsTables.of(spark, config);
            if (tables.read(ResultsTable.RUNS).isEmpty()
                    || table(tables, ResultsTable.RUNS, date).isEmpty()) {
                return false;
            }
            System.out.println("runs");
            table(tables, ResultsTable.RUNS, date)
                    .select(
                            "run_id",
                            "outcome",
                            "exit_code",
                            "read",
                            "accepted",
                            "rejected",
                            "invalid",
                            "unknown",
                            "not_sent")
                    .show(rows, false);
            System.out.println("payloads");
            table(tables, ResultsTable.PAYLOADS, date)
                    .select(
                            "payload_id",
                            "application_id",
                            "identifier_kind",
                            "rows",
                            "bytes",
                            "outcome",
                            "attempts",
                            "http_status")
                    .orderBy("payload_id")
                    .show(rows, false);
            System.out.println("rejects by reason");
            table(tables, ResultsTable.REJECTS, date)
                    .select(explode(col("reasons")).as("reason"))
                    .groupBy("reason")
                    .agg(count(lit(1)).as("rows"))
                    .orderBy(col("rows").desc(), col("reason"))
                    .show(rows, false);
            return true;
        }
    }

    private static Dataset<Row> table(ResultsTables tables, ResultsTable table, LocalDate date) throws IOException {
        return tables.read(table).orElseThrow().filter(col("date").equalTo(lit(Date.valueOf(date))));
    }
}
