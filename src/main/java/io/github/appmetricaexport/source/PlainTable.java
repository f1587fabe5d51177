package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.lit;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table of which nothing is known but its rows, such as one of a database: whether it has changed only they can tell. */
record PlainTable(SparkSession spark, String name) implements SourceTable {
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
        return new FileColumns(lit(name), lit(0L), lit(0L));
    }

    @Override
    public boolean isParquetOfSpark() {
        return false;
    }

    @Override
    public boolean mayBeParquet() {
        return true;
    }

    @Override
    public boolean goesOnFrom(Optional<TableVersion> then) {
        return false;
    }
}
