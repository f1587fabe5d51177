package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The source's rows as the API's columns, each with the reasons to refuse it.
 *
 * <p>Values are text exactly as they will be sent. NULL and the empty string are both an absent value; nothing else is
 * changed, and nothing that is wrong becomes NULL. Only the columns that the mapping names are read.
 */
public final class Normalization {
    /** The last column of {@link #events}: every reason as {@code field: rule}, joined by '\n'; empty for a valid row. */
    public static final String REASONS = "reasons";

    private static final String SOURCE_PREFIX = "source_of_";

    private final List<MappedField> mapped;
    private final Dataset<Row> events;

    private Normalization(Dataset<Row> source, List<MappedField> mapped, ValidationLimits limits) {
        this.mapped = mapped;
        this.events = validated(source, limits);
    }

    /**
     * Checks the mapping against the source's schema without reading a row.
     *
     * @param mapping a Spark SQL expression over the source's columns per field
     * @throws ConfigException with every problem of the mapping, keys {@code mapping.<field>}
     */
    public static Normalization of(Dataset<Row> source, Map<PostApiField, String> mapping, ValidationLimits limits) {
        MappingCheck check = MappingCheck.of(source, mapping);
        if (!check.problems().isEmpty()) {
            throw new ConfigException(check.problems());
        }
        return new Normalization(source, check.sound(), limits);
    }

    /** What is wrong with a mapping, keys {@code mapping.<field>}; nothing is read. */
    public static List<Problem> problems(Dataset<Row> source, Map<PostApiField, String> mapping) {
        return MappingCheck.of(source, mapping).problems();
    }

    /** The mapped fields, in the order of {@link PostApiField}. */
    public List<PostApiField> fields() {
        return mapped.stream().map(MappedField::field).toList();
    }

    /** One STRING column per mapped field, named {@link PostApiField#column()}, in table order, then {@link #REASONS}. */
    public Dataset<Row> events() {
        return events;
    }

    /** Each step names the results of the one before, so that Spark evaluates an expression once however often it is used. */
    private Dataset<Row> validated(Dataset<Row> source, ValidationLimits limits) {
        Dataset<Row> values = source.select(columns(field -> field.column().as(sourceName(field))));
        Dataset<Row> texts = values.select(Stream.concat(
                        mapped.stream().map(field -> col(sourceName(field))),
                        mapped.stream()
                                .map(field ->
                                        SourceText.of(sourceName(field), field).as(name(field))))
                .toArray(Column[]::new));
        Dataset<Row> events = texts.select(columns(field -> present(field).as(name(field))));
        return events.select(col("*"), Validation.reasons(fields(), limits).as(REASONS));
    }

    /** The empty string is an absent value. */
    private static Column present(MappedField field) {
        Column text = col(name(field));
        return field.isComposite()
                ? SourceText.orBrokenText(text, col(sourceName(field)))
                : when(text.notEqual(""), text);
    }

    private Column[] columns(Function<MappedField, Column> column) {
        return mapped.stream().map(column).toArray(Column[]::new);
    }

    private static String name(MappedField field) {
        return field.field().column();
    }

    private static String sourceName(MappedField field) {
        return SOURCE_PREFIX + name(field);
    }
}
