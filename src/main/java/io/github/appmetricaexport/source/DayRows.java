package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.source.DayColumns.FileGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a day as Spark is to read them; no job runs, and no row is read.
 *
 * @param rows with the keys of folders behind the columns of files; what is left out is not there under any value
 * @param leftOut of the columns, and why, by name
 */
record DayRows(Dataset<Row> rows, Map<String, String> leftOut) {
    private static final Pattern GLOB = Pattern.compile("[\\[\\]{}*?\\\\]");

    static DayRows of(SparkSession spark, DayListing listing, DayColumns columns) {
        Reading reading = new Reading(spark, listing, columns);
        try {
            return new DayRows(reading.all(), columns.leftOut());
        } catch (Exception refused) {
            // Spark takes a schema whole or not at all: one type that it knows and does not read from files spoils the
            // others.
            Map<String, String> refusals = reading.refusals();
            if (refusals.isEmpty() || refusals.size() == columns.schema().length()) {
                throw refused;
            }
            DayColumns others = columns.without(refusals);
            return new DayRows(new Reading(spark, listing, others).all(), others.leftOut());
        }
    }

    private record Reading(SparkSession spark, DayListing listing, DayColumns columns) {
        Dataset<Row> all() {
            List<FileGroup> groups = columns.groups();
            Dataset<Row> rows = groups.size() == 1
                    ? inOneSchema(groups.get(0).readAs(), listing.roots())
                    : groups.stream()
                            .map(group -> inOneSchema(group.readAs(), group.files()))
                            .reduce(Dataset::unionByName)
                            .orElseThrow();
            // A key of the folders that hides a column: of the other names there is none to drop.
            return rows.drop(columns.leftOut().keySet().toArray(String[]::new));
        }

        /** What Spark says of each column that it does not take by itself. */
        Map<String, String> refusals() {
            Map<String, String> refusals = new LinkedHashMap<>();
            Path file = listing.files().get(0).getPath();
            for (StructField field : columns.schema().fields()) {
                try {
                    read(new StructType(new StructField[] {field}), List.of(file));
                } catch (Exception refused) {
                    refusals.put(
                            field.name(),
                            "column %s is %s, which Spark does not take: %s; write it as text"
                                    .formatted(
                                            field.name(),
                                            field.dataType().catalogString(),
                                            DayListing.oneLine(refused)
                                                    .replaceFirst("^\\[[A-Z_.]+] ", "")
                                                    .replaceFirst("\\.? SQLSTATE.*", "")));
                }
            }
            return refusals;
        }

        private Dataset<Row> inOneSchema(StructType readAs, Collection<Path> paths) {
            Dataset<Row> rows = read(readAs, paths);
            if (readAs.equals(columns.schema())) {
                return rows;
            }
            List<Column> casts = new ArrayList<>();
            for (StructField field : columns.schema().fields()) {
                Column own = Arrays.asList(readAs.fieldNames()).contains(field.name())
                        ? col("`" + field.name().replace("`", "``") + "`")
                        : lit(null);
                casts.add(own.cast(field.dataType()).as(field.name()));
            }
            listing.keys().names().forEach(key -> casts.add(col("`" + key.replace("`", "``") + "`")));
            return rows.select(casts.toArray(Column[]::new));
        }

        private Dataset<Row> read(StructType schema, Collection<Path> paths) {
            StructType withKeys = schema;
            for (String key : listing.keys().names()) {
                // Text, as it stands on the disk: else Spark makes 7 of store=007.
                withKeys = withKeys.add(key, DataTypes.StringType);
            }
            DataFrameReader reader = spark.read()
                    .schema(withKeys)
                    // Whatever the cluster says: a file that is skipped is a loss that nobody sees.
                    .option("ignoreCorruptFiles", "false")
                    .option("ignoreMissingFiles", "false")
                    // Writers store a checksum per page; without this option nobody looks at it.
                    .option("parquet.page.verify-checksum.enabled", "true");
            listing.keys().base().ifPresent(base -> reader.option("basePath", base.toString()));
            return reader.parquet(texts(paths));
        }
    }

    /** As Spark takes what is there, and not for patterns. */
    private static String[] texts(Collection<Path> paths) {
        return paths.stream()
                .map(path -> GLOB.matcher(path.toString()).replaceAll("\\\\$0"))
                .toArray(String[]::new);
    }
}
