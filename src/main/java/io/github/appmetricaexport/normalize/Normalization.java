package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
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
import org.apache.spark.sql.types.DataTypes;

/**
 * The source's rows as the API's columns, each with the reasons to refuse it.
 *
 * <p>Values are text exactly as they will be sent. NULL and the empty string are both an absent value; nothing else is
 * changed, and nothing that is wrong becomes NULL. Only the columns that the mapping names are read.
 */
public final class Normalization {
    /** The last column of {@link #events}: every reason as {@code field: rule}, joined by '\n'; empty for a valid row. */
    public static final String REASONS = "reasons";

    /** BINARY: the texts of {@link #fields()} in UTF-8, a NUL between two. No valid value holds one. */
    public static final String CELLS = "cells";

    /** ARRAY of STRING: the same texts one by one, whatever they hold. */
    public static final String VALUES = "cell_values";

    private static final String CELL_SEPARATOR = "\0";

    private static final String SOUND = "sound";

    private static final String SOURCE_PREFIX = "source_of_";

    private final List<MappedField> mapped;
    private final ValidationLimits limits;
    private final Dataset<Row> judged;

    private Normalization(Dataset<Row> source, List<MappedField> mapped, ValidationLimits limits) {
        this.mapped = mapped;
        this.limits = limits;
        this.judged = judged(source);
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
        return judged.select(Stream.concat(
                        fieldColumns(),
                        Stream.of(when(col(SOUND), "").otherwise(reasons()).as(REASONS)))
                .toArray(Column[]::new));
    }

    /**
     * The same in the form that is cheapest to pack: {@link #CELLS}, then {@link #REASONS}, NULL for most valid rows, then
     * {@link #VALUES}, NULL wherever the reasons are.
     */
    public Dataset<Row> rows() {
        Column doubtful = not(col(SOUND));
        return judged.select(
                col(CELLS),
                when(doubtful, reasons()).as(REASONS),
                when(doubtful, array(fieldColumns().toArray(Column[]::new))).as(VALUES));
    }

    /** Each step names the results of the one before, so that Spark evaluates an expression once however often it is used. */
    private Dataset<Row> judged(Dataset<Row> source) {
        Dataset<Row> values = source.select(columns(field -> field.column().as(sourceName(field))));
        Dataset<Row> texts = values.select(Stream.concat(
                        mapped.stream().map(field -> col(sourceName(field))),
                        mapped.stream()
                                .map(field ->
                                        SourceText.of(sourceName(field), field).as(name(field))))
                .toArray(Column[]::new));
        Dataset<Row> events = texts.select(columns(field -> present(field).as(name(field))));
        Column[] cells = fieldColumns().map(cell -> coalesce(cell, lit(""))).toArray(Column[]::new);
        return events.select(
                        col("*"),
                        concat_ws(CELL_SEPARATOR, cells)
                                .cast(DataTypes.BinaryType)
                                .as(CELLS))
                .select(
                        col("*"),
                        Validation.isSound(col(CELLS), fields(), limits).as(SOUND));
    }

    private Column reasons() {
        return Validation.reasons(fields(), limits);
    }

    private Stream<Column> fieldColumns() {
        return mapped.stream().map(field -> col(name(field)));
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
