package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A Delta table at one version. Its data files never change; which rows of them were deleted does. */
record DeltaTable(SparkSession spark, String name, TableVersion at) implements SourceTable {
    /** Takes files and rows back into the table that were gone. */
    private static final String RESTORE = "RESTORE";

    static DeltaTable now(SparkSession spark, String name) {
        String id = spark.sql("DESCRIBE DETAIL " + name).select("id").first().getString(0);
        long version = history(spark, name, 1).get(0).getAs("version");
        return new DeltaTable(spark, name, new TableVersion(id, Long.toString(version)));
    }

    @Override
    public Optional<TableVersion> version() {
        return Optional.of(at);
    }

    @Override
    public Dataset<Row> rows() {
        return spark.sql("SELECT * FROM " + name + " VERSION AS OF " + at.version());
    }

    @Override
    public FileColumns file(Dataset<Row> rows) {
        Column file = rows.metadataColumn("_metadata");
        return new FileColumns(file.getField("file_path"), file.getField("file_size"), lit(0L));
    }

    /**
     * Delta's optimizer passes over a query that another data source is written with, and its reader of deletion vectors refuses
     * one that was passed over. So the reading is a query of its own, which knows of no columns but those that it is told.
     */
    @Override
    public Dataset<Row> forWriting(Dataset<Row> rows, NamedColumns named) {
        Dataset<Row> wanted = rows.select(Arrays.stream(rows.columns())
                .filter(named::mayHold)
                .map(NamedColumns::column)
                .toArray(Column[]::new));
        return spark.createDataFrame(wanted.javaRDD(), wanted.schema());
    }

    @Override
    public boolean isParquetOfSpark() {
        return true;
    }

    @Override
    public boolean goesOnFrom(Optional<TableVersion> then) {
        return then.filter(before -> before.tableId().equals(at.tableId()))
                .map(before -> Long.parseLong(at.version()) - Long.parseLong(before.version()))
                .filter(commits -> commits >= 0 && commits <= Integer.MAX_VALUE)
                .map(commits -> {
                    List<Row> history = commits == 0 ? List.<Row>of() : history(spark, name, Math.toIntExact(commits));
                    return history.size() == commits
                            && history.stream().noneMatch(row -> RESTORE.equals(row.getAs("operation")));
                })
                .orElse(false);
    }

    /** The last commits, the newest first. */
    private static List<Row> history(SparkSession spark, String name, int commits) {
        return spark.sql("DESCRIBE HISTORY " + name + " LIMIT " + commits)
                .select("version", "operation")
                .collectAsList();
    }
}
