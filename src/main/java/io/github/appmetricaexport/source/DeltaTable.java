package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

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
     * one that was passed over. So the reading is a query of its own, which knows of no columns but those that it is told. Texts
     * pass between the two as bytes: what is not UTF-8 would be altered as Java's text.
     */
    @Override
    public Dataset<Row> forWriting(Dataset<Row> rows, NamedColumns named) {
        List<StructField> wanted = Arrays.stream(rows.schema().fields())
                .filter(field -> named.mayHold(field.name()))
                .toList();
        Dataset<Row> read = rows.select(columns(wanted, field -> withBytes(field.dataType())));
        return spark.createDataFrame(read.javaRDD(), read.schema()).select(columns(wanted, StructField::dataType));
    }

    private static Column[] columns(List<StructField> fields, Function<StructField, DataType> type) {
        return fields.stream()
                .map(field -> NamedColumns.column(field.name())
                        .cast(type.apply(field))
                        .as(field.name(), field.metadata()))
                .toArray(Column[]::new);
    }

    private static DataType withBytes(DataType type) {
        if (type instanceof StringType) {
            return DataTypes.BinaryType;
        }
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(withBytes(array.elementType()), array.containsNull());
        }
        if (type instanceof MapType map) {
            return DataTypes.createMapType(
                    withBytes(map.keyType()), withBytes(map.valueType()), map.valueContainsNull());
        }
        if (type instanceof StructType struct) {
            return DataTypes.createStructType(Arrays.stream(struct.fields())
                    .map(field -> new StructField(
                            field.name(), withBytes(field.dataType()), field.nullable(), field.metadata()))
                    .toList());
        }
        return type;
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
                    long last = Long.parseLong(at.version());
                    // The newest are others where the table went on since it was found: then too few are left.
                    List<Row> history = commits == 0
                            ? List.<Row>of()
                            : history(spark, name, Math.toIntExact(commits)).stream()
                                    .filter(row -> row.<Long>getAs("version") <= last)
                                    .toList();
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
