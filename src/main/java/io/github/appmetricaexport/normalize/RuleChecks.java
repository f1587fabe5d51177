package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.api.FieldRule;
import io.github.appmetricaexport.api.FieldRule.Ipv6Address;
import io.github.appmetricaexport.api.FieldRule.JsonObject;
import io.github.appmetricaexport.api.FieldRule.OneOf;
import io.github.appmetricaexport.api.FieldRule.Text;
import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import io.github.appmetricaexport.api.FieldRule.Unsigned64;
import io.github.appmetricaexport.api.FieldRule.WholeNumber;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a field's rule says against a value, as expressions: each gives a constant text, or NULL when it has nothing to say.
 *
 * <p>A NULL value passes every rule; whether it may be absent is another question. The guard of a valid value comes first
 * and is cheap: of a good row only the guards are evaluated.
 */
final class RuleChecks {
    private static final UserDefinedFunction IS_JSON_OBJECT =
            udf((UDF1<byte[], Boolean>) JsonObjectText::isJsonObject, DataTypes.BooleanType);
    private static final UserDefinedFunction IS_IPV6 =
            udf((UDF1<String, Boolean>) Ipv6Text::isAddress, DataTypes.BooleanType);

    private RuleChecks() {}

    static List<Column> of(FieldRule rule, Column value, Reason reason, ValidationLimits limits) {
        return ofPresent(rule, value, reason, limits).stream()
                .map(check -> when(value.isNotNull(), check))
                .toList();
    }

    private static List<Column> ofPresent(FieldRule rule, Column value, Reason reason, ValidationLimits limits) {
        if (rule instanceof Text text) {
            return text(value, reason, text.maximumCharacters());
        }
        if (rule instanceof OneOf oneOf) {
            return oneOf(value, reason, oneOf.values());
        }
        if (rule instanceof WholeNumber number) {
            return List.of(NumberChecks.wholeNumber(value, reason, number.minimum(), number.maximum()));
        }
        if (rule instanceof Unsigned64) {
            return List.of(NumberChecks.unsigned64(value, reason));
        }
        if (rule instanceof UnixSeconds) {
            return List.of(NumberChecks.unixSeconds(value, reason, limits));
        }
        if (rule instanceof JsonObject) {
            return jsonObject(value, reason, limits.maxEventJsonBytes());
        }
        if (rule instanceof Ipv6Address) {
            return ipv6(value, reason);
        }
        throw new IllegalArgumentException("no check for " + rule);
    }

    private static List<Column> text(Column value, Reason reason, int maximumCharacters) {
        if (maximumCharacters == Integer.MAX_VALUE) {
            return List.of();
        }
        return List.of(when(
                length(value).gt(maximumCharacters),
                reason.because("longer than " + maximumCharacters + " characters")));
    }

    private static List<Column> oneOf(Column value, Reason reason, List<String> values) {
        return List.of(
                when(not(value.isin(values.toArray())), reason.because("not one of " + String.join(", ", values))));
    }

    private static List<Column> jsonObject(Column value, Reason reason, int maximumBytes) {
        return List.of(
                when(octet_length(value).gt(maximumBytes), reason.because("longer than " + maximumBytes + " bytes")),
                when(not(IS_JSON_OBJECT.apply(value.cast(DataTypes.BinaryType))), reason.because("not a JSON object")));
    }

    private static List<Column> ipv6(Column value, Reason reason) {
        String dottedQuad = "\\A[0-9]{1,3}([.][0-9]{1,3}){3}\\z";
        return List.of(when(
                not(IS_IPV6.apply(value)),
                when(value.rlike(dottedQuad), reason.because("an IPv4 address, write it as ::ffff:a.b.c.d"))
                        .otherwise(reason.because("not an IPv6 address"))));
    }
}
