package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Columns that the files have and the day's rows do not, since Spark cannot read them: nobody has to mend what nobody maps.
 *
 * @param reasons a sentence each, by name
 */
record LeftOutColumns(Map<String, String> reasons) {
    private static final Pattern FIRST_NAME = Pattern.compile("^`((?:[^`]|``)*)`");

    /** @throws SourceException with the reasons of all that the expressions name after all */
    void refuseIfNamed(Dataset<Row> rows, NamedColumns named) {
        if (reasons.isEmpty()) {
            return;
        }
        Set<String> wanted = new LinkedHashSet<>(named.holdAll() ? reasons.values() : List.of());
        for (String expression : named.expressions()) {
            reasons.forEach((column, reason) -> {
                if (NamedColumns.mayName(expression, column)
                        && unresolved(rows, expression).contains(key(column))) {
                    wanted.add(reason);
                }
            });
        }
        if (!wanted.isEmpty()) {
            throw new SourceException("source.path: the mapping, or source.filter, names %s that cannot be read: %s"
                    .formatted(
                            wanted.size() == 1 ? "a column" : wanted.size() + " columns",
                            SourceException.firstOf(new ArrayList<>(wanted))));
        }
    }

    /** What Spark does not find in the rows, by the names that it may have meant; empty when all is there. */
    private static List<String> unresolved(Dataset<Row> rows, String expression) {
        try {
            rows.select(expr(expression));
            return List.of();
        } catch (Exception refused) {
            String name = refused instanceof SparkThrowable described
                    ? described.getMessageParameters().getOrDefault("objectName", "")
                    : "";
            Matcher first = FIRST_NAME.matcher(name);
            return List.of(
                    key(name.replace("`", "")),
                    first.find() ? key(first.group(1).replace("``", "`")) : "");
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
