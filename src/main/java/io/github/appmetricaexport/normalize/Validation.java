package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.api.FieldRule.Text;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** The reasons against a row of text columns named by the API's fields: every one it has, not the first. */
final class Validation {
    static final String SEPARATOR = "\n";

    private static final UserDefinedFunction IS_CLEAN =
            udf((UDF1<byte[], Boolean>) bytes -> Utf8Text.isClean(bytes, 0, bytes.length), DataTypes.BooleanType);

    private Validation() {}

    /** Whether a row of {@code cells} is valid beyond doubt: those that are not may still have no reason against them. */
    static Column isSound(Column cells, List<PostApiField> fields, ValidationLimits limits) {
        return udf(new QuickCheck(fields, limits), DataTypes.BooleanType).apply(cells);
    }

    /**
     * Each reason as {@code field: rule}, joined by line feeds; empty for a valid row. The texts hold no value.
     *
     * <p>Meant for the few rows that are not sound. Of all of them, as code that Spark generates, they would be a method too
     * long for the JVM to compile, with the whole row's other work in it; within a function over an array Spark generates
     * none.
     */
    static Column reasons(List<PostApiField> fields, ValidationLimits limits) {
        List<Column> reasons = new ArrayList<>();
        for (PostApiField field : fields) {
            presence(field, reasons);
            reasons.addAll(RuleChecks.of(field.rule(), col(field.column()), new Reason(field.column()), limits));
        }
        reasons.add(identifiers(fields));
        reasons.add(encoding(fields));
        return array_join(filter(array(reasons.toArray(Column[]::new)), Column::isNotNull), SEPARATOR);
    }

    private static void presence(PostApiField field, List<Column> reasons) {
        if (field.presence() != Presence.REQUIRED) {
            return;
        }
        Column value = col(field.column());
        Reason reason = new Reason(field.column());
        reasons.add(when(value.isNull(), reason.because("missing")));
        if (field.rule() instanceof Text) {
            // (?U): Unicode's white space, so a no-break space is as blank as a space; and the four separators that are
            // blank to Java but not to Unicode.
            reasons.add(when(value.rlike("(?U)\\A[\\s\\x1C-\\x1F]+\\z"), reason.because("blank")));
        }
    }

    private static Column identifiers(List<PostApiField> mapped) {
        List<String> all = Arrays.stream(PostApiField.values())
                .filter(field -> field.presence() == Presence.IDENTIFIER)
                .map(PostApiField::column)
                .toList();
        Column present = mapped.stream()
                .filter(field -> field.presence() == Presence.IDENTIFIER)
                .map(field -> col(field.column()).isNotNull().cast(DataTypes.IntegerType))
                .reduce(lit(0), Column::plus);
        Reason reason = new Reason("identifier");
        return when(present.equalTo(0), reason.because("neither " + String.join(" nor ", all)))
                .when(present.gt(1), reason.because("both " + String.join(" and ", all)));
    }

    /**
     * One pass over the whole row's bytes; the fields are looked at one by one only when it finds something. A comma keeps
     * the broken end of one field from making a character with the broken beginning of the next.
     */
    private static Column encoding(List<PostApiField> fields) {
        Column[] values = fields.stream().map(field -> col(field.column())).toArray(Column[]::new);
        Column row = concat_ws(",", values).cast(DataTypes.BinaryType);
        Column[] bytes = fields.stream()
                .map(field -> col(field.column()).cast(DataTypes.BinaryType).as(field.column()))
                .toArray(Column[]::new);
        return when(not(IS_CLEAN.apply(row)), EncodingReasons.FUNCTION.apply(struct(bytes)));
    }
}
