package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The results tables of a date on a terminal, for a quick look without a query engine. */
public record ResultsReport(ResultsTables tables) {
    /**
     * Prints the runs, the first payloads and the commonest reject reasons to standard output.
     *
     * @param rows the most payloads to show
     * @return whether there was anything to show
     * @throws IOException when the tables' file system cannot be read
     */
    public boolean print(LocalDate date, int rows) throws IOException {
        if (tables.read(ResultsTable.RUNS).isEmpty()
                || table(ResultsTable.RUNS, date).isEmpty()) {
            return false;
        }
        System.out.println("runs");
        table(ResultsTable.RUNS, date)
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
        table(ResultsTable.PAYLOADS, date)
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
        table(ResultsTable.REJECTS, date)
                .select(explode(col("reasons")).as("reason"))
                .groupBy("reason")
                .agg(count(lit(1)).as("rows"))
                .orderBy(col("rows").desc(), col("reason"))
                .show(rows, false);
        return true;
    }

    private Dataset<Row> table(ResultsTable table, LocalDate date) throws IOException {
        return tables.read(table).orElseThrow().filter(col("date").equalTo(lit(Date.valueOf(date))));
    }
}
