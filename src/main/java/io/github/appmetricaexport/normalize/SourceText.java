package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.hour;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.minute;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.second;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.api.FieldRule.JsonObject;
import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import java.math.BigDecimal;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** A source value as the text that will stand in the CSV, neither trimmed nor corrected. */
final class SourceText {
    private static final UserDefinedFunction PLAIN_DECIMAL =
            udf((UDF1<BigDecimal, String>) value -> value == null ? null : value.toPlainString(), DataTypes.StringType);

    private static final UserDefinedFunction IS_WELL_FORMED = udf(
            (UDF1<byte[], Boolean>) bytes -> bytes == null || Utf8Text.isWellFormed(bytes, 0, bytes.length),
            DataTypes.BooleanType);

    /** Up to this scale a decimal's text has no exponent, with ANSI mode or without. */
    private static final int LARGEST_PLAIN_SCALE = 6;

    private SourceText() {}

    /** The text of the column {@code name}, which holds what the expression of {@code mapped} gave. */
    static Column of(String name, MappedField mapped) {
        if (mapped.field().rule() instanceof UnixSeconds) {
            return seconds(col(name), mapped.type());
        }
        if (mapped.field().rule() instanceof JsonObject && mapped.isComposite()) {
            return json(name, mapped);
        }
        return scalar(col(name), mapped.type());
    }

    private static Column scalar(Column value, DataType type) {
        if (type instanceof DecimalType decimal && decimal.scale() > LARGEST_PLAIN_SCALE) {
            return PLAIN_DECIMAL.apply(value);
        }
        return value.cast(DataTypes.StringType);
    }

    /** Whole seconds; a fraction of a TIMESTAMP is floored. DATE and TIMESTAMP_NTZ are taken as UTC in any session. */
    private static Column seconds(Column value, DataType type) {
        Column seconds = value;
        if (type instanceof TimestampType) {
            seconds = unix_seconds(value);
        } else if (type instanceof TimestampNTZType) {
            seconds = midnight(value.cast(DataTypes.DateType))
                    .plus(hour(value).multiply(3600))
                    .plus(minute(value).multiply(60))
                    .plus(second(value));
        } else if (type instanceof DateType) {
            seconds = midnight(value);
        }
        return seconds.cast(DataTypes.StringType);
    }

    private static Column midnight(Column date) {
        return unix_date(date).cast(DataTypes.LongType).multiply(lit(86_400L));
    }

    private static Column json(String name, MappedField mapped) {
        if (mapped.isArrayOfPairs()) {
            return pairs(name);
        }
        if (mapped.type() instanceof ArrayType) {
            return concat(lit(JsonObjectText.beginning(mapped.name())), expr("to_json(`" + name + "`)"), lit("}"));
        }
        return expr("to_json(`" + name + "`)");
    }

    /**
     * An object with the pairs in their order; a repeated key survives, which no MAP would allow. A pair without a key
     * becomes text that is no JSON, so that the row is refused and not mended.
     */
    private static Column pairs(String name) {
        String members = "transform(transform(`" + name + "`,"
                + " pair -> if(pair.key is null, '{null}', to_json(map(cast(pair.key as string), pair.value)))),"
                + " member -> substr(member, 2, length(member) - 2))";
        return concat(lit("{"), array_join(expr(members), ","), lit("}"));
    }

    /**
     * {@code json}, or what it was made of as plain text where that is not UTF-8: writing JSON replaces broken characters
     * by U+FFFD without a word, and the validation has to see them. A BINARY member beside a true U+FFFD is the one thing
     * that this refuses without need.
     */
    static Column orBrokenText(Column json, Column composite) {
        Column raw = composite.cast(DataTypes.StringType);
        Column wasBroken = json.contains("\uFFFD").and(not(IS_WELL_FORMED.apply(raw.cast(DataTypes.BinaryType))));
        return when(wasBroken, raw).otherwise(json);
    }
}
