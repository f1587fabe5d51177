package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The results tables of a date on a terminal, for a quick look without a query engine. */
public final class ResultsReport {
    private final SparkSession spark;
    private final String path;

    public ResultsReport(SparkSession spark, String path) {
        this.spark = spark;
        this.path = path;
    }

    /**
     * Prints the runs, the first payloads and the commonest reject reasons to standard output.
     *
     * @param rows the most payloads to show
     * @return whether there was anything to show
     * @throws java.io.IOException when the tables' file system cannot be read
     */
    public boolean print(LocalDate date, int rows) throws java.io.IOException {
        Path runs = new Path(path, "runs");
        if (!runs.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(new Path(runs, "date=" + date))) {
            return false;
        }
        System.out.println("runs");
        table("runs", date)
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
        table("payloads", date)
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
        table("rejects", date)
                .select(explode(col("reasons")).as("reason"))
                .groupBy("reason")
                .agg(count(lit(1)).as("rows"))
                .orderBy(col("rows").desc(), col("reason"))
                .show(rows, false);
        return true;
    }

    private Dataset<Row> table(String name, LocalDate date) {
        return spark.read()
                .parquet(new Path(path, name).toString())
                .filter(col("date").equalTo(lit(date.toString())));
    }
}
