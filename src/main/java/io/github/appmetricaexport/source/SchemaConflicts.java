package io.github.appmetricaexport.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns on which Parquet files disagree, asked only when Spark could not bring their schemas together. */
final class SchemaConflicts {
    /** Schemas that are compared: every further one would be read by a job of its own. */
    private static final int SCHEMAS = 50;

    private record Sighting(String type, Path file) {}

    private final Map<String, Sighting> columns = new LinkedHashMap<>();
    private final List<String> conflicts = new ArrayList<>();

    private SchemaConflicts() {}

    /** @param files one per schema */
    static List<String> of(SparkSession spark, Collection<Path> files) {
        SchemaConflicts found = new SchemaConflicts();
        files.stream()
                .limit(SCHEMAS)
                .forEach(file ->
                        found.see("", spark.read().parquet(file.toString()).schema(), file));
        return found.conflicts;
    }

    private void see(String column, DataType type, Path file) {
        String name = type instanceof StructType
                ? "struct"
                : type instanceof ArrayType ? "array" : type instanceof MapType ? "map" : type.catalogString();
        Sighting first = columns.putIfAbsent(column, new Sighting(name, file));
        if (first != null && !first.type().equals(name)) {
            conflicts.add(
                    "column %s is %s in %s and %s in %s".formatted(column, first.type(), first.file(), name, file));
            return;
        }
        if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                see(column.isEmpty() ? field.name() : column + "." + field.name(), field.dataType(), file);
            }
        } else if (type instanceof ArrayType array) {
            see(column + ".element", array.elementType(), file);
        } else if (type instanceof MapType map) {
            see(column + ".key", map.keyType(), file);
            see(column + ".value", map.valueType(), file);
        }
    }
}
