package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.RowCheck;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.payload.CsvLine;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Looks at one row after the other as Spark hands them over: judges each, and makes its line.
 *
 * <p>The rows are those of {@link Normalization#rows}. One instance serves one thread.
 */
final class RowReader {
    private final List<PostApiField> fields = new ArrayList<>();
    private final FieldColumn[] columns;
    private final RowCheck check;
    private final CsvLine line = new CsvLine();

    /** @param schema the mapped fields, under their columns' names, and behind them what else {@link Normalization#rows} has */
    RowReader(StructType schema, ValidationLimits limits) {
        List<FieldColumn> found = new ArrayList<>();
        for (StructField column : Normalization.fields(schema)) {
            PostApiField field = PostApiField.ofColumn(column.name()).orElseThrow();
            found.add(FieldColumn.of(fields.size(), field, column.dataType()));
            fields.add(field);
        }
        columns = found.toArray(FieldColumn[]::new);
        check = Normalization.check(schema, limits);
    }

    List<PostApiField> fields() {
        return fields;
    }

    /** Whether there is no reason against the row. */
    boolean read(InternalRow row) {
        check.begin();
        line.begin();
        for (FieldColumn column : columns) {
            column.read(row, check, line);
        }
        line.end();
        return check.end();
    }

    /** What was found of the row that was read last. */
    RowCheck check() {
        return check;
    }

    /** The row that was read last, if there is no reason against it. */
    CsvLine line() {
        return line;
    }

    /** The texts of a row's values in the order of the fields; null for an absent one. */
    String[] values(InternalRow row) {
        String[] values = new String[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns[i].text(row);
        }
        return values;
    }
}
