package io.github.appmetricaexport.sample;

import io.github.appmetricaexport.sandbox.SampleEvents;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a sample day as Parquet.
 *
 * <p>A row depends on its number alone, so the table is the same on any number of cores.
 *
 * @param out a folder of any file system that Spark knows; what is in it is replaced
 * @param rows of the whole table, bad ones included
 */
public record SampleDataJob(SampleEvents events, String out, long rows) {
    private static final long ROWS_A_FILE = 500_000;
    private static final int ROW_GROUP_BYTES = 32 * 1024 * 1024;

    public SampleDataJob {
        if (rows < 0) {
            throw new IllegalArgumentException("the number of rows cannot be negative");
        }
    }

    /** What was written. */
    public record Summary(String out, long rows, long badRows, long files, long bytes) {}

    /** Writes with a Spark session of its own: the one that spark-submit configured, or all cores of this machine. */
    public Summary run() {
        SparkConf conf = new SparkConf();
        conf.setIfMissing("spark.master", "local[*]");
        conf.setIfMissing("spark.app.name", "appmetrica-export sample-data");
        conf.setIfMissing("spark.ui.enabled", "false");
        try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
            spark.sparkContext().setLogLevel("WARN");
            return run(spark);
        }
    }

    /** Writes with the given session. */
    public Summary run(SparkSession spark) {
        int files = (int) Math.max(1, (rows + ROWS_A_FILE - 1) / ROWS_A_FILE);
        // Not the INT96 that Spark still writes by default and other readers dislike.
        spark.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        spark.sparkContext().setJobDescription("Write " + rows + " sample events");
        table(spark, files)
                .write()
                .mode(SaveMode.Overwrite)
                .option("parquet.block.size", ROW_GROUP_BYTES)
                .parquet(out);
        return summary(spark);
    }

    /** The table in memory, cut into {@code partitions}. */
    Dataset<Row> table(SparkSession spark, int partitions) {
        SampleEvents sample = events;
        MapFunction<Long, Row> toRow = number -> SampleDataSchema.toRow(SampleDataSchema.TABLE, sample.row(number));
        return spark.range(0, rows, 1, partitions).map(toRow, Encoders.row(SampleDataSchema.TABLE));
    }

    private Summary summary(SparkSession spark) {
        spark.sparkContext().setJobDescription("Count the files written");
        Row written = spark.read()
                .format("binaryFile")
                .option("pathGlobFilter", "*.parquet")
                .load(out)
                .selectExpr("count(*)", "coalesce(sum(length), 0)")
                .first();
        long bad = LongStream.range(0, rows)
                .filter(row -> events.bad(row).isPresent())
                .count();
        return new Summary(out, rows, bad, written.getLong(0), written.getLong(1));
    }
}
