package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.unix_millis;

import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table that is files in folders and nothing else, as Spark's own and Hive's are: it has no versions. */
record FileTable(SparkSession spark, String name, String format) implements SourceTable {
    @Override
    public Optional<TableVersion> version() {
        return Optional.empty();
    }

    @Override
    public Dataset<Row> rows() {
        return spark.table(name);
    }

    @Override
    public FileColumns file(Dataset<Row> rows) {
        Column file = rows.metadataColumn("_metadata");
        return new FileColumns(
                file.getField("file_path"),
                file.getField("file_size"),
                unix_millis(file.getField("file_modification_time")));
    }

    @Override
    public boolean isParquetOfSpark() {
        return format.equals("parquet");
    }

    @Override
    public boolean mayBeParquet() {
        return format.equals("hive");
    }

    /** Whoever writes a file again gives it another time. */
    @Override
    public boolean goesOnFrom(Optional<TableVersion> then) {
        return then.isEmpty();
    }
}
