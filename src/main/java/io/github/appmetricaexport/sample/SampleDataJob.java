package io.github.appmetricaexport.sample;

import io.github.appmetricaexport.sandbox.SampleEvents;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Writes a sample day as Parquet.
 *
 * <p>A row depends on its number alone, so the table is the same on any number of cores.
 *
 * @param out a folder of any file system that Spark knows; what is in it is replaced
 * @param rows of the whole table, bad ones included
 */
public record SampleDataJob(SampleEvents events, String out, long rows) {
    /** The sample's values have the names of its columns. */
    static final StructType TABLE = StructType.fromDDL("""
            application INT, user_id BIGINT, login STRING, device_hash STRING, action STRING, at TIMESTAMP,
            params STRUCT<
                level: INT, item: STRING, amount: DOUBLE, currency: STRING, tags: ARRAY<STRING>, note: STRING,
                query: STRING, screen: STRUCT<name: STRING, position: INT>>,
            raw_params STRING, session STRING, os STRING, os_version STRING, manufacturer STRING, model STRING,
            device_type STRING, locale STRING, app_version STRING, package STRING, connection STRING, carrier STRING,
            mcc STRING, mnc STRING, ip STRING, google_aid STRING, ios_ifa STRING""");

    private static final long ROWS_A_FILE = 500_000;
    private static final int ROW_GROUP_BYTES = 32 * 1024 * 1024;

    public SampleDataJob {
        if (rows < 0) {
            throw new IllegalArgumentException("the number of rows cannot be negative");
        }
    }

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
        MapFunction<Long, Row> toRow = number -> toRow(TABLE, sample.row(number));
        return spark.range(0, rows, 1, partitions).map(toRow, Encoders.row(TABLE));
    }

    private static Row toRow(StructType type, Map<?, ?> values) {
        return RowFactory.create(Arrays.stream(type.fields())
                .map(field -> toSpark(field.dataType(), values.get(field.name())))
                .toArray());
    }

    private static Object toSpark(DataType type, Object value) {
        if (value instanceof Map<?, ?> fields) {
            return toRow((StructType) type, fields);
        }
        if (value instanceof List<?> texts) {
            return texts.toArray(String[]::new);
        }
        return value instanceof Instant at ? Timestamp.from(at) : value;
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
