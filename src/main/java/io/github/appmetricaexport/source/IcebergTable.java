package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An Iceberg table at one snapshot of its main branch. Its data files never change; which rows of them were deleted does. */
record IcebergTable(SparkSession spark, String name, String snapshot) implements SourceTable {
    /** Of a table that nobody has written to yet. */
    private static final String NO_SNAPSHOT = "none";

    private static final String APPEND = "append";

    static IcebergTable now(SparkSession spark, String name) {
        List<Row> main = spark.sql("SELECT snapshot_id FROM " + name + ".refs WHERE name = 'main'")
                .collectAsList();
        return new IcebergTable(
                spark, name, main.isEmpty() ? NO_SNAPSHOT : main.get(0).get(0).toString());
    }

    /** The ids of snapshots are random: no other table has the same. */
    @Override
    public Optional<TableVersion> version() {
        return Optional.of(new TableVersion("", snapshot));
    }

    @Override
    public Dataset<Row> rows() {
        return snapshot.equals(NO_SNAPSHOT)
                ? spark.table(name).where(lit(false))
                : spark.sql("SELECT * FROM " + name + " VERSION AS OF " + snapshot);
    }

    @Override
    public FileColumns file(Dataset<Row> rows) {
        return new FileColumns(rows.metadataColumn("_file"), lit(0L), lit(0L));
    }

    /** Iceberg has a reader of its own. */
    @Override
    public boolean isParquetOfSpark() {
        return false;
    }

    @Override
    public boolean goesOnFrom(Optional<TableVersion> then) {
        return then.flatMap(this::operationsSince).isPresent();
    }

    @Override
    public Optional<Dataset<Row>> appendedSince(TableVersion then) {
        boolean isAllAppended = operationsSince(then)
                .filter(operations -> operations.stream().allMatch(APPEND::equals))
                .isPresent();
        return isAllAppended
                ? Optional.of(spark.read()
                        .option("start-snapshot-id", then.version())
                        .option("end-snapshot-id", snapshot)
                        .table(name))
                : Optional.empty();
    }

    /** By which snapshots this one came of that; empty where it did not, or where one of them is forgotten. */
    private Optional<List<String>> operationsSince(TableVersion then) {
        Map<String, Row> known = new HashMap<>();
        spark.sql("SELECT CAST(snapshot_id AS STRING), CAST(parent_id AS STRING), operation FROM " + name
                        + ".snapshots")
                .collectAsList()
                .forEach(row -> known.put(row.getString(0), row));
        List<String> operations = new ArrayList<>();
        String at = snapshot;
        while (at != null && !at.equals(then.version())) {
            Row row = known.get(at);
            if (row == null) {
                return Optional.empty();
            }
            operations.add(row.getString(2));
            at = row.getString(1);
        }
        return at == null ? Optional.empty() : Optional.of(operations);
    }
}
