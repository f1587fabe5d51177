package io.github.appmetricaexport.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * How the types that files give one column become one type. All of them are nullable throughout, so that equal types are equal;
 * NullType is what holds no value.
 *
 * @param caseSensitive whether names of members that differ in case are two
 */
record SourceTypes(boolean caseSensitive) {
    private static final List<List<DataType>> WIDENING = List.of(
            List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType),
            List.of(DataTypes.FloatType, DataTypes.DoubleType));

    /** The same name in the eyes of Spark's session. */
    String key(String name) {
        return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
    }

    /** The same type with NULL allowed everywhere, each of its leaves changed. */
    static DataType mapped(DataType type, UnaryOperator<DataType> leaf) {
        if (type instanceof StructType struct) {
            List<StructField> fields = new ArrayList<>();
            for (StructField field : struct.fields()) {
                fields.add(new StructField(field.name(), mapped(field.dataType(), leaf), true, field.metadata()));
            }
            return DataTypes.createStructType(fields);
        }
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(mapped(array.elementType(), leaf), true);
        }
        return type instanceof MapType map
                ? DataTypes.createMapType(mapped(map.keyType(), leaf), mapped(map.valueType(), leaf), true)
                : leaf.apply(type);
    }

    /** The type that holds every value of both; empty when they contradict each other. */
    Optional<DataType> merged(DataType one, DataType other) {
        if (one.equals(other) || other instanceof NullType) {
            return Optional.of(one);
        }
        if (one instanceof NullType) {
            return Optional.of(other);
        }
        if (one instanceof StructType left && other instanceof StructType right) {
            return mergedStructs(left, right);
        }
        if (one instanceof ArrayType left && other instanceof ArrayType right) {
            return merged(left.elementType(), right.elementType())
                    .map(element -> DataTypes.createArrayType(element, true));
        }
        if (one instanceof MapType left && other instanceof MapType right) {
            return merged(left.keyType(), right.keyType())
                    .flatMap(key -> merged(left.valueType(), right.valueType())
                            .map(value -> DataTypes.createMapType(key, value, true)));
        }
        return one instanceof DecimalType left && other instanceof DecimalType right
                ? mergedDecimals(left, right)
                : WIDENING.stream()
                        .filter(types -> types.contains(one) && types.contains(other))
                        .map(types -> types.indexOf(one) < types.indexOf(other) ? other : one)
                        .findFirst();
    }

    private Optional<DataType> mergedStructs(StructType left, StructType right) {
        Map<String, StructField> fields = new LinkedHashMap<>();
        for (StructField field : left.fields()) {
            fields.put(key(field.name()), field);
        }
        for (StructField field : right.fields()) {
            StructField known = fields.get(key(field.name()));
            Optional<DataType> type =
                    known == null ? Optional.of(field.dataType()) : merged(known.dataType(), field.dataType());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            StructField named = known == null ? field : known;
            fields.put(key(field.name()), new StructField(named.name(), type.get(), true, named.metadata()));
        }
        return Optional.of(DataTypes.createStructType(List.copyOf(fields.values())));
    }

    /** With the digits of both, before and after the point, where Spark has so many. */
    private static Optional<DataType> mergedDecimals(DecimalType left, DecimalType right) {
        int scale = Math.max(left.scale(), right.scale());
        int precision = scale + Math.max(left.precision() - left.scale(), right.precision() - right.scale());
        return precision <= DecimalType.MAX_PRECISION()
                ? Optional.of(DataTypes.createDecimalType(precision, scale))
                : Optional.empty();
    }

    /** As what a file that has {@code own} is read for {@code merged}: with the merged members, each in the file's own type. */
    DataType readAs(DataType merged, DataType own) {
        if (merged instanceof StructType struct && own instanceof StructType file) {
            Map<String, DataType> types = new LinkedHashMap<>();
            for (StructField field : file.fields()) {
                types.put(key(field.name()), field.dataType());
            }
            List<StructField> fields = new ArrayList<>();
            for (StructField field : struct.fields()) {
                DataType type = types.get(key(field.name()));
                DataType read = type == null ? field.dataType() : readAs(field.dataType(), type);
                fields.add(new StructField(field.name(), read, true, field.metadata()));
            }
            return DataTypes.createStructType(fields);
        }
        if (merged instanceof ArrayType array && own instanceof ArrayType file) {
            return DataTypes.createArrayType(readAs(array.elementType(), file.elementType()), true);
        }
        return merged instanceof MapType map && own instanceof MapType file
                ? DataTypes.createMapType(
                        readAs(map.keyType(), file.keyType()), readAs(map.valueType(), file.valueType()), true)
                : own;
    }

    /** What contradicts in two types that do not merge, such as {@code .level is int} and {@code string}. */
    Contradiction contradiction(String path, DataType one, DataType other) {
        if (one instanceof StructType left && other instanceof StructType right) {
            for (StructField field : left.fields()) {
                for (StructField same : right.fields()) {
                    if (key(field.name()).equals(key(same.name()))
                            && merged(field.dataType(), same.dataType()).isEmpty()) {
                        return contradiction(path + "." + field.name(), field.dataType(), same.dataType());
                    }
                }
            }
        }
        if (one instanceof ArrayType left && other instanceof ArrayType right) {
            return contradiction(path + ".element", left.elementType(), right.elementType());
        }
        if (one instanceof MapType left && other instanceof MapType right) {
            return merged(left.keyType(), right.keyType()).isEmpty()
                    ? contradiction(path + ".key", left.keyType(), right.keyType())
                    : contradiction(path + ".value", left.valueType(), right.valueType());
        }
        return new Contradiction(path, nameOf(one), nameOf(other));
    }

    /** @param path of the member, from the column on */
    record Contradiction(String path, String one, String other) {}

    private static String nameOf(DataType type) {
        return type instanceof StructType
                ? "struct"
                : type instanceof ArrayType ? "array" : type instanceof MapType ? "map" : type.catalogString();
    }
}
