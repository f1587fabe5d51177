package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.PostApiField;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A field of the API with the expression that gives it, found to be sound.
 *
 * @param expression Spark SQL over the source's columns
 * @param type what the expression yields
 * @param name the expression's column name: an alias, a column, or what Spark makes of the expression
 */
record MappedField(PostApiField field, String expression, DataType type, String name) {
    private static final String NAME = "(?:`[^`]+`|[\\p{L}_][\\p{L}\\p{N}_]*)";
    private static final Pattern COLUMN = Pattern.compile(NAME + "(?:[.]" + NAME + ")*");

    /** What it gives; within a struct, map or array bytes as the text they are outside: JSON would write them as Base64. */
    Column column() {
        Column column = functions.expr(expression);
        DataType texts = isComposite() ? AcceptedTypes.bytesAsText(type) : type;
        return texts.equals(type) ? column : column.cast(texts);
    }

    /** Whether it is a column, or a field in one, as it stands: then a NULL was in the source. */
    boolean isColumn() {
        return COLUMN.matcher(expression.strip()).matches();
    }

    /** Why it cannot give the field's values, with what would be right; empty when it can. */
    Optional<String> objection() {
        Optional<String> ofType = AcceptedTypes.objection(field.rule(), type);
        if (ofType.isPresent() || !(type instanceof ArrayType) || isArrayOfPairs() || isNamed()) {
            return ofType;
        }
        return Optional.of("an array becomes a JSON object under its name and this one has none: write `" + expression
                + " as items`");
    }

    /** Whether {@link #name} was given by somebody: Spark's own names repeat the expression with its punctuation. */
    private boolean isNamed() {
        return name.matches("[\\p{L}_][\\p{L}\\p{N}_]*")
                || expression.strip().endsWith("`" + name.replace("`", "``") + "`");
    }

    boolean isComposite() {
        return AcceptedTypes.isComposite(type);
    }

    /** Whether the expression yields what {@code map_entries} would: structs of a scalar {@code key} with a {@code value}. */
    boolean isArrayOfPairs() {
        if (!(type instanceof ArrayType array) || !(array.elementType() instanceof StructType pair)) {
            return false;
        }
        StructField[] fields = pair.fields();
        return fields.length == 2
                && fields[0].name().equals("key")
                && fields[1].name().equals("value")
                && !AcceptedTypes.isComposite(fields[0].dataType());
    }
}
