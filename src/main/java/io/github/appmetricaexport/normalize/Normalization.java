package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.col;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The source's rows as the API's columns, by the mapping's expressions.
 *
 * <p>A value keeps its type, so that it is checked as what it is; structs, maps and arrays become JSON. Nothing that is wrong
 * becomes NULL: {@link RowCheck} judges what comes out. Only the columns that the mapping names are read.
 */
public final class Normalization {
    private static final String SOURCE_PREFIX = "source_of_";

    private Normalization() {}

    /** What is wrong with a mapping, keys {@code mapping.<field>}; nothing is read. */
    public static List<Problem> problems(Dataset<Row> source, Map<PostApiField, String> mapping) {
        return MappingCheck.of(source, mapping).problems();
    }

    /**
     * One column per mapped field, named {@link PostApiField#column()}, in table order. Its type is one of STRING, BINARY, BOOLEAN,
     * the integers, DECIMAL, and, of a field that is a time, DATE, TIMESTAMP and TIMESTAMP_NTZ.
     *
     * <p>Each step names the results of the one before, so that Spark evaluates an expression once however often it is used.
     *
     * @param mapping a Spark SQL expression over the source's columns per field
     * @throws ConfigException with every problem of the mapping, as {@link #problems} tells them
     */
    public static Dataset<Row> rows(Dataset<Row> source, Map<PostApiField, String> mapping) {
        MappingCheck check = MappingCheck.of(source, mapping);
        if (!check.problems().isEmpty()) {
            throw new ConfigException(check.problems());
        }
        List<MappedField> mapped = check.sound();
        Dataset<Row> values = source.select(mapped.stream()
                .map(field -> field.column().as(sourceName(field)))
                .toArray(Column[]::new));
        Dataset<Row> typed = values.select(Stream.concat(
                        mapped.stream()
                                .map(field ->
                                        SourceValue.of(sourceName(field), field).as(name(field))),
                        mapped.stream().filter(MappedField::isComposite).map(field -> col(sourceName(field))))
                .toArray(Column[]::new));
        return typed.select(mapped.stream()
                .map(field -> field.isComposite()
                        ? SourceValue.orBrokenText(col(name(field)), col(sourceName(field)))
                                .as(name(field))
                        : col(name(field)))
                .toArray(Column[]::new));
    }

    private static String name(MappedField field) {
        return field.field().column();
    }

    private static String sourceName(MappedField field) {
        return SOURCE_PREFIX + name(field);
    }
}
