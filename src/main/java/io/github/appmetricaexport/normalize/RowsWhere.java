package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.normalize.ExpressionCheck.UnsoundExpression;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The rows that somebody picks to look at. */
public final class RowsWhere {
    private RowsWhere() {}

    /**
     * The rows for which a condition holds.
     *
     * @param key what the condition is called, for messages
     * @param condition Spark SQL over the source's columns; blank for all rows
     * @throws ConfigException when Spark does not take it, or it is no condition
     */
    public static Dataset<Row> of(Dataset<Row> source, String key, String condition) {
        if (condition.isBlank()) {
            return source;
        }
        try {
            DataType type = new ExpressionCheck(source).typeOf(condition);
            if (!type.equals(DataTypes.BooleanType)) {
                throw new UnsoundExpression("must be a condition, such as country = 'DE'; this gives "
                        + type.sql().toLowerCase(Locale.ROOT));
            }
        } catch (UnsoundExpression unsound) {
            throw new ConfigException(List.of(new Problem(key, condition, unsound.getMessage())));
        }
        return source.filter(condition);
    }
}
