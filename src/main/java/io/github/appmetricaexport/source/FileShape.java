package io.github.appmetricaexport.source;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.types.Decimal;

/**
 * What Parquet files have in common, apart from their rows: most days have one shape, whatever the number of their files.
 *
 * @param parquet the columns as Parquet has them
 * @param spark the same in Spark's own words, where Spark wrote the file; else null
 * @param withoutType paths of leaves that hold nothing but NULL, as pyarrow and pandas write a column of which they saw no value
 * @param obstacles why a column cannot be read whatever its type, by its name
 * @param deltaLengths the columns of which pages are encoded as DELTA_LENGTH_BYTE_ARRAY
 * @param streamSplits the same of BYTE_STREAM_SPLIT
 */
record FileShape(
        MessageType parquet,
        String spark,
        Set<String> withoutType,
        Map<String, String> obstacles,
        Set<String> deltaLengths,
        Set<String> streamSplits) {
    /** The columns that Spark's vectorized reader has no way to read: an encoding, and short decimals as parquet-avro stores them. */
    Set<String> notVectorized() {
        Set<String> columns = new TreeSet<>(streamSplits);
        for (ColumnDescriptor leaf : parquet.getColumns()) {
            PrimitiveType type = leaf.getPrimitiveType();
            if (type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                    && type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal
                    && decimal.getPrecision() <= Decimal.MAX_LONG_DIGITS()) {
                columns.add(leaf.getPath()[0]);
            }
        }
        return columns;
    }
}
