package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.api.FieldRule.Text;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A source value as packing takes it, neither trimmed nor corrected: structs, maps and arrays as JSON, times as text where the
 * field is a text, everything else as it comes.
 */
final class SourceValue {
    private static final UserDefinedFunction IS_WELL_FORMED = udf(
            (UDF1<byte[], Boolean>) bytes -> bytes == null || Utf8Text.isWellFormed(bytes, 0, bytes.length),
            DataTypes.BooleanType);

    private SourceValue() {}

    /** Of the column {@code name}, which holds what the expression of {@code mapped} gave. */
    static Column of(String name, MappedField mapped) {
        if (mapped.isComposite()) {
            return json(name, mapped);
        }
        if (mapped.field().rule() instanceof Text && AcceptedTypes.isTime(mapped.type())) {
            return col(name).cast(DataTypes.StringType);
        }
        return col(name);
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
     * by U+FFFD without a word, and the validation has to see them.
     */
    static Column orBrokenText(Column json, Column composite) {
        Column raw = composite.cast(DataTypes.StringType);
        Column wasBroken = json.contains("\uFFFD").and(not(IS_WELL_FORMED.apply(raw.cast(DataTypes.BinaryType))));
        return when(wasBroken, raw).otherwise(json);
    }
}
