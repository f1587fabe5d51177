package io.github.appmetricaexport.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A table of days, one write after the other, in the catalog that its format has here: a hadoop catalog of Iceberg, or Spark's own.
 *
 * @param name in SQL
 */
record LakeTable(SparkSession spark, String format, String name) {
    private static final StructType SCHEMA = schema();

    /** Makes it, empty; rows are deleted in it without their files being written again, where the format can. */
    static LakeTable create(SparkSession spark, String format, String name) {
        String namespace = format.equals("iceberg") ? "lake.db" : "db";
        spark.sql("CREATE NAMESPACE IF NOT EXISTS " + namespace);
        LakeTable table = new LakeTable(spark, format, namespace + "." + name);
        spark.sql("CREATE TABLE " + table.name + " (" + SCHEMA.toDDL() + ") USING " + format + " PARTITIONED BY (dt)"
                + switch (format) {
                    case "iceberg" -> " TBLPROPERTIES ('format-version' = '2', 'write.delete.mode' = 'merge-on-read')";
                    case "delta" -> " TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')";
                    default -> "";
                });
        return table;
    }

    private static StructType schema() {
        StructType schema = new StructType();
        for (String column : Day.COLUMNS) {
            schema = schema.add(column, DataTypes.StringType);
        }
        return schema.add("dt", DataTypes.StringType);
    }

    /** Appends events in one file. */
    void append(String date, List<Map<String, String>> events) {
        write("INTO", date, events);
    }

    /** Writes every partition anew that the events are of. */
    void overwrite(String date, List<Map<String, String>> events) {
        spark.conf().set("spark.sql.sources.partitionOverwriteMode", "dynamic");
        write("OVERWRITE", date, events);
    }

    private void write(String how, String date, List<Map<String, String>> events) {
        List<Row> rows = new ArrayList<>();
        for (Map<String, String> event : events) {
            List<Object> values =
                    new ArrayList<>(Day.COLUMNS.stream().map(event::get).toList());
            values.add(date);
            rows.add(RowFactory.create(values.toArray()));
        }
        spark.createDataFrame(rows, SCHEMA).coalesce(1).createOrReplaceTempView("written");
        spark.sql("INSERT " + how + " " + name + " SELECT * FROM written");
    }

    void delete(String condition) {
        spark.sql("DELETE FROM " + name + " WHERE " + condition);
    }

    /** Puts all files of a partition together in one. */
    void compact() {
        spark.sql(
                format.equals("iceberg")
                        ? "CALL lake.system.rewrite_data_files(table => '" + name
                                + "', options => map('rewrite-all', 'true'))"
                        : "OPTIMIZE " + name);
    }

    /** Iceberg's snapshot, Delta's version. */
    String version() {
        return spark.sql(
                        format.equals("iceberg")
                                ? "SELECT snapshot_id FROM " + name + ".refs WHERE name = 'main'"
                                : "DESCRIBE HISTORY " + name + " LIMIT 1")
                .first()
                .get(0)
                .toString();
    }

    /** Forgets an Iceberg table's older snapshots, and deletes the files that only they had. */
    void expireAllButTheLast() {
        spark.sql("CALL lake.system.expire_snapshots(table => '" + name + "', older_than => TIMESTAMP '"
                + Instant.now()
                        .plusSeconds(60)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replaceAll("[TZ]", " ")
                        .strip()
                + "', retain_last => 1)");
    }

    /** Sets it back, as if what came later had not been. */
    void setBackTo(String version) {
        spark.sql(
                format.equals("iceberg")
                        ? "CALL lake.system.rollback_to_snapshot('" + name + "', " + version + ")"
                        : "RESTORE TABLE " + name + " TO VERSION AS OF " + version);
    }
}
