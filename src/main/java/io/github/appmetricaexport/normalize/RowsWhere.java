package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.expr;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.normalize.ExpressionCheck.UnsoundExpression;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows for which a condition holds.
 *
 * @param key what the condition is called, for messages
 * @param condition Spark SQL over the source's columns, never blank
 */
public record RowsWhere(Dataset<Row> source, String key, String condition) {
    /**
     * Those of a source.
     *
     * @throws ConfigException when Spark does not take the condition, or it is none of a row alone, as of a filter
     */
    public static RowsWhere of(Dataset<Row> source, String key, String condition) {
        try {
            new ExpressionCheck(source).requireCondition(condition);
        } catch (UnsoundExpression unsound) {
            throw new ConfigException(List.of(new Problem(key, condition, unsound.getMessage())));
        }
        return new RowsWhere(source, key, condition);
    }

    public Dataset<Row> rows() {
        return source.filter(condition);
    }

    /** One BOOLEAN for each row of the source: whether it is picked; NULL where that cannot be said, and it is not. */
    public Dataset<Row> picked() {
        return source.select(expr(condition));
    }

    /** What to tell of a failure that is known to be the condition's; without a row's value. */
    public Problem problem(Exception failure) {
        return new Problem(key, condition, EvaluationFailure.of(failure).sentence());
    }
}
