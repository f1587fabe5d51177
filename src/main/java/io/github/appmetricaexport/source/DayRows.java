package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.source.DayColumns.FileGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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

/** The rows of a day as Spark is to read them; no job runs, and no row is read. */
record DayRows(SparkSession spark, DayListing listing, DayColumns columns) {
    private static final Pattern GLOB = Pattern.compile("[\\[\\]{}*?\\\\]");

    /** With the keys of folders behind the columns of files; what is left out is not there under any value. */
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

    /** As Spark takes what is there, and not for patterns. */
    private static String[] texts(Collection<Path> paths) {
        return paths.stream()
                .map(path -> GLOB.matcher(path.toString()).replaceAll("\\\\$0"))
                .toArray(String[]::new);
    }
}
