package io.github.appmetricaexport.source;

import static org.apache.spark.sql.functions.col;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;

/** Which columns a mapping's expressions may name, told from their text alone: rather too many than too few. */
record NamedColumns(List<String> expressions) {
    /** Where Spark takes a * for all columns, and not for a product or the members of a struct. */
    private static final Pattern STAR = Pattern.compile("(?:^|[(,])\\s*\\*");

    static NamedColumns in(Collection<String> expressions) {
        return new NamedColumns(List.copyOf(expressions));
    }

    boolean mayHold(String column) {
        return holdAll() || expressions.stream().anyMatch(expression -> mayName(expression, column));
    }

    /** Whether one may take all columns that there are. */
    boolean holdAll() {
        return expressions.stream()
                .anyMatch(expression -> STAR.matcher(expression).find());
    }

    /** The column of that very name, dots and backquotes in it or not. */
    static Column column(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    static boolean mayName(String expression, String column) {
        return expression
                .toLowerCase(Locale.ROOT)
                .contains(column.replace("`", "``").toLowerCase(Locale.ROOT));
    }
}
