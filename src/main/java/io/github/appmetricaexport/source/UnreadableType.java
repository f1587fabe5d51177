package io.github.appmetricaexport.source;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** Says of a type that Parquet has and Spark does not what to write in its place. */
final class UnreadableType {
    private UnreadableType() {}

    /** Goes on after the column's name. */
    static String sentence(String path, PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        String name = type.getPrimitiveTypeName() + (logical == null ? "" : " (" + logical + ")");
        String place = path.contains(".") ? "holds " + path + ", which is " : "is ";
        return place + name + ", a type that this Spark does not read: " + remedy(logical, path);
    }

    private static String remedy(LogicalTypeAnnotation logical, String path) {
        if (logical instanceof TimestampLogicalTypeAnnotation) {
            return "submit with --conf spark.sql.legacy.parquet.nanosAsLong=true and map timestamp_micros(%s div 1000), or write microseconds"
                    .formatted(path);
        }
        if (logical instanceof DecimalLogicalTypeAnnotation) {
            return "write it with at most 38 digits, or as text";
        }
        return "write it as text";
    }
}
