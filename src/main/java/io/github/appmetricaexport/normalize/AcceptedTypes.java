package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.FieldRule;
import io.github.appmetricaexport.api.FieldRule.Ipv6Address;
import io.github.appmetricaexport.api.FieldRule.JsonObject;
import io.github.appmetricaexport.api.FieldRule.OneOf;
import io.github.appmetricaexport.api.FieldRule.Text;
import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import io.github.appmetricaexport.api.FieldRule.Unsigned64;
import io.github.appmetricaexport.api.FieldRule.WholeNumber;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which types of an expression can give a field's values at all. */
final class AcceptedTypes {
    private static final Set<DataType> INTEGERS =
            Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    private static final Set<DataType> TIMES =
            Set.of(DataTypes.TimestampType, DataTypes.TimestampNTZType, DataTypes.DateType);

    private AcceptedTypes() {}

    /** What is wrong with the type and what would be right; empty when nothing is. */
    static Optional<String> objection(FieldRule rule, DataType type) {
        if (type.equals(DataTypes.NullType)) {
            return Optional.of("is always NULL: leave the field out of the mapping");
        }
        if (accepts(rule, type)) {
            return Optional.empty();
        }
        return Optional.of("gives " + type.catalogString() + ", wanted is " + wanted(rule, type));
    }

    private static boolean accepts(FieldRule rule, DataType type) {
        boolean takesTimes = rule instanceof UnixSeconds || rule instanceof Text;
        boolean takesWhole = takesTimes || rule instanceof WholeNumber || rule instanceof Unsigned64;
        return isText(type)
                || takesTimes && isTime(type)
                || takesWhole && isWhole(type)
                || rule instanceof Text && (type instanceof DecimalType || type.equals(DataTypes.BooleanType))
                || rule instanceof JsonObject
                        && isComposite(type)
                        && keyWithoutText(type).isEmpty();
    }

    private static String wanted(FieldRule rule, DataType type) {
        if (rule instanceof Text) {
            return isComposite(type)
                    ? "one value: name a field in it, or write it as text with to_json(…)"
                    : "text: of a fraction it may read 1.2E8 or NaN; write cast(… as bigint) where it counts or names"
                            + " something, else cast(… as decimal(18,2)) with the digits that matter";
        }
        if (rule instanceof OneOf oneOf) {
            return "text, one of " + String.join(", ", oneOf.values());
        }
        if (rule instanceof Ipv6Address) {
            return "text, an IPv6 address";
        }
        if (rule instanceof UnixSeconds) {
            return "a TIMESTAMP, a DATE, or Unix time in seconds as an integer or text" + remedy(type, "bigint");
        }
        if (rule instanceof JsonObject) {
            return keyWithoutText(type)
                    .map(key -> "a MAP whose keys are text, these are " + key.catalogString()
                            + "; write transform_keys(…, (key, value) -> " + remedyOfKey(key) + ")")
                    .orElse("a STRUCT, a MAP, an ARRAY, or text that holds a JSON object");
        }
        String exact = rule instanceof Unsigned64 ? "decimal(20,0)" : "bigint";
        return "a whole number: an integer, a DECIMAL without fraction digits, or text" + remedy(type, exact);
    }

    private static String remedy(DataType type, String exact) {
        return isFractional(type) ? "; write cast(… as " + exact + ")" : "";
    }

    private static String remedyOfKey(DataType key) {
        return isComposite(key) ? "to_json(key)" : "cast(key as string)";
    }

    /**
     * The keys of a MAP anywhere in the type that JSON has no text for: Spark writes where they lie in memory, and of times the days
     * or microseconds since 1970.
     */
    private static Optional<DataType> keyWithoutText(DataType type) {
        if (type instanceof MapType map) {
            return isKeyWithText(map.keyType()) ? keyWithoutText(map.valueType()) : Optional.of(map.keyType());
        }
        if (type instanceof ArrayType array) {
            return keyWithoutText(array.elementType());
        }
        return type instanceof StructType struct
                ? Arrays.stream(struct.fields())
                        .flatMap(field -> keyWithoutText(field.dataType()).stream())
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isKeyWithText(DataType key) {
        return key instanceof StringType
                || key instanceof NumericType
                || key.equals(DataTypes.BooleanType)
                || key.equals(DataTypes.NullType);
    }

    /** The type with STRING for each BINARY in it. */
    static DataType bytesAsText(DataType type) {
        if (type.equals(DataTypes.BinaryType)) {
            return DataTypes.StringType;
        }
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(bytesAsText(array.elementType()), array.containsNull());
        }
        if (type instanceof MapType map) {
            return DataTypes.createMapType(
                    bytesAsText(map.keyType()), bytesAsText(map.valueType()), map.valueContainsNull());
        }
        return type instanceof StructType struct
                ? new StructType(Arrays.stream(struct.fields())
                        .map(field -> new StructField(
                                field.name(), bytesAsText(field.dataType()), field.nullable(), field.metadata()))
                        .toArray(StructField[]::new))
                : type;
    }

    static boolean isComposite(DataType type) {
        return type instanceof StructType || type instanceof MapType || type instanceof ArrayType || isVariant(type);
    }

    /** By its name: Spark 3.5, against which this is compiled, has no such type. */
    private static boolean isVariant(DataType type) {
        return type.typeName().equals("variant");
    }

    private static boolean isText(DataType type) {
        return type instanceof StringType || type.equals(DataTypes.BinaryType);
    }

    private static boolean isWhole(DataType type) {
        return INTEGERS.contains(type) || (type instanceof DecimalType decimal && decimal.scale() == 0);
    }

    private static boolean isFractional(DataType type) {
        return type.equals(DataTypes.FloatType) || type.equals(DataTypes.DoubleType) || type instanceof DecimalType;
    }

    static boolean isTime(DataType type) {
        return TIMES.contains(type);
    }
}
