package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.normalize.ExpressionCheck.UnsoundExpression;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What tells the rows of a day apart, as two numbers that stand for it: 128 bits of Spark's xxhash64 with two seeds. Of n
 * different keys two have the same numbers with a probability below n² / 2<sup>129</sup>; of whole numbers none have.
 *
 * <p>As in SQL's UNIQUE a key of several values is none where one of them is NULL.
 *
 * @param expressions Spark SQL over the source's columns, with commas between
 */
record UniqueKey(String expressions) {
    private static final String STRUCT = "struct(";
    private static final Pattern POSITION = Pattern.compile("\\(position (\\d+)\\)");
    static final String VALUES = "appmetrica_export_key";

    /** What is wrong with it; nothing is read. */
    List<Problem> problems(Dataset<Row> source, ExpressionCheck check) {
        try {
            for (StructField value :
                    ((StructType) check.ofTheRow(struct(), "the key").dataType()).fields()) {
                requireOneValue(value.dataType());
            }
            check.analyse(() -> {
                Dataset<Row> values = source.select(values(source).as(VALUES));
                return values.select(digest(values).toArray(Column[]::new));
            });
            return List.of();
        } catch (UnsoundExpression unsound) {
            return List.of(problem(POSITION.matcher(unsound.getMessage()).replaceAll(UniqueKey::asWritten)));
        } catch (StackOverflowError tooDeep) {
            return List.of(problem(MappingCheck.TOO_DEEP));
        }
    }

    /** Hashed, a STRUCT and an ARRAY are what they are without their NULLs, wherever those stand, and a MAP has no order. */
    private static void requireOneValue(DataType type) throws UnsoundExpression {
        if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
            throw new UnsoundExpression("has a value of type "
                    + type.typeName().toUpperCase(Locale.ROOT)
                    + ", which may count as the same as another: name the values in it, such as address.city, tags[0] or"
                    + " tags['id']");
        }
    }

    Problem problem(String remedy) {
        return new Problem(ExportOptions.UNIQUE_KEY.key(), expressions, remedy);
    }

    private static String asWritten(MatchResult position) {
        return "(position " + Math.max(0, Integer.parseInt(position.group(1)) - STRUCT.length()) + ")";
    }

    private String struct() {
        return STRUCT + expressions + ")";
    }

    /** Its values, under names of ours: those of the expressions may be the same. */
    Column values(Dataset<Row> source) {
        StructField[] found =
                ((StructType) source.select(expr(struct())).schema().fields()[0].dataType()).fields();
        DataType named = new StructType(IntStream.range(0, found.length)
                .mapToObj(i ->
                        new StructField("value" + i, found[i].dataType(), found[i].nullable(), found[i].metadata()))
                .toArray(StructField[]::new));
        return expr(struct()).cast(named);
    }

    /** The two numbers, named as {@link Normalization#KEY_COLUMNS}; both NULL where the row has no key. */
    static Stream<Column> digest(Dataset<Row> values) {
        Column key = col(VALUES);
        Column isNone = Stream.of(((StructType) values.schema().apply(VALUES).dataType()).fieldNames())
                .map(name -> key.getField(name).isNull())
                .reduce(Column::or)
                .orElseThrow();
        return Stream.of(
                when(isNone, lit(null)).otherwise(xxhash64(key)).as(Normalization.KEY_COLUMNS.get(0)),
                when(isNone, lit(null)).otherwise(xxhash64(lit(1), key)).as(Normalization.KEY_COLUMNS.get(1)));
    }
}
