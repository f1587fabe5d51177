package io.github.appmetricaexport.bench;

import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * What is at hand: Spark's own CSV writer. Its files are then sent by curl.
 *
 * <p>Arguments: the Parquet folder, the folder to write to, rows in a file. Prints what writing alone took.
 */
public final class SparkCsv {
    private SparkCsv() {}

    public static void main(String[] arguments) {
        try (SparkSession spark = SparkSession.builder().appName("spark-csv").getOrCreate()) {
            long startedAt = System.nanoTime();
            spark.read()
                    .parquet(arguments[0])
                    .write()
                    .option("header", "true")
                    .option("escape", "\"")
                    .option("emptyValue", "")
                    .option("maxRecordsPerFile", arguments[2])
                    .mode(SaveMode.Overwrite)
                    .csv(arguments[1]);
            System.out.println("write seconds " + (System.nanoTime() - startedAt) / 1e9);
        }
    }
}
