package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;

/** Columns of the source as one JSON object a row, for people to look at. */
final class SourceText {
    /** NULL shows; times show what they hold, without the zeros. */
    private static final Map<String, String> OPTIONS = Map.of(
            "ignoreNullFields", "false",
            "timestampFormat", "yyyy-MM-dd HH:mm:ss[.SSSSSS]'Z'",
            "timestampNTZFormat", "yyyy-MM-dd HH:mm:ss[.SSSSSS]");

    private SourceText() {}

    static Column of(Dataset<Row> source, List<String> columns) {
        if (columns.isEmpty()) {
            return lit("{}");
        }
        return to_json(
                struct(columns.stream()
                        .map(name -> column(source.schema().apply(name)))
                        .toArray(Column[]::new)),
                OPTIONS);
    }

    /** Bytes as the text that they most often are. */
    private static Column column(StructField field) {
        Column column = col(ColumnNames.quoted(field.name()));
        DataType texts = AcceptedTypes.bytesAsText(field.dataType());
        return (texts.equals(field.dataType()) ? column : column.cast(texts)).as(field.name());
    }
}
