package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.normalize.ExpressionCheck.UnsoundExpression;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows that somebody picks to look at. */
public final class RowsWhere {
    private RowsWhere() {}

    /**
     * The rows for which a condition holds.
     *
     * @param key what the condition is called, for messages
     * @param condition Spark SQL over the source's columns; blank for all rows
     * @throws ConfigException when Spark does not take it, or it is no condition of a row alone, as of a filter
     */
    public static Dataset<Row> of(Dataset<Row> source, String key, String condition) {
        if (condition.isBlank()) {
            return source;
        }
        try {
            new ExpressionCheck(source).requireCondition(condition);
        } catch (UnsoundExpression unsound) {
            throw new ConfigException(List.of(new Problem(key, condition, unsound.getMessage())));
        }
        return source.filter(condition);
    }
}
