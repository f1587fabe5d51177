package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.when;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.RowExpressions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The source's rows as the API's columns, by the mapping's expressions.
 *
 * <p>A value keeps its type, so that it is checked as what it is; structs, maps and arrays become JSON. Nothing that is wrong
 * becomes NULL: {@link RowCheck} judges what comes out. Only the columns that the mapping and the filter name are read. What
 * the filter does not pick is still there, without values: whoever writes the rows counts it.
 */
public final class Normalization {
    /** Behind the fields' columns where there is a filter: BOOLEAN, NULL where the filter is. */
    public static final String PICKED = "picked";
    /** The column of {@link #rowsWithSource()} that no field has. */
    public static final String SOURCE = "appmetrica_export_source";

    private static final String SOURCE_PREFIX = "source_of_";

    /** In a column's metadata: its value was made of the source's, and is no column of it as it stands. */
    private static final String COMPUTED = "appmetrica_export.computed";

    private final Dataset<Row> source;
    private final List<MappedField> mapped;
    private final String filter;

    private Normalization(Dataset<Row> source, List<MappedField> mapped, String filter) {
        this.source = source;
        this.mapped = mapped;
        this.filter = filter;
    }

    /**
     * Checks mapping and filter against the source's schema without reading a row.
     *
     * @throws ConfigException with every problem of both, keys {@code mapping.<field>} and {@code source.filter}
     */
    public static Normalization of(Dataset<Row> source, RowExpressions expressions) {
        MappingCheck check = MappingCheck.of(source, expressions);
        if (!check.problems().isEmpty()) {
            throw new ConfigException(check.problems());
        }
        return new Normalization(source, check.sound(), expressions.filter());
    }

    /** The same of all rows. */
    public static Normalization of(Dataset<Row> source, Map<PostApiField, String> mapping) {
        return of(source, RowExpressions.ofAllRows(mapping));
    }

    /** What is wrong with a mapping and a filter, keys {@code mapping.<field>} and {@code source.filter}; nothing is read. */
    public static List<Problem> problems(Dataset<Row> source, RowExpressions expressions) {
        return MappingCheck.of(source, expressions).problems();
    }

    /** The same of all rows. */
    public static List<Problem> problems(Dataset<Row> source, Map<PostApiField, String> mapping) {
        return problems(source, RowExpressions.ofAllRows(mapping));
    }

    /** The names of the fields' columns in {@link #rows()}, in their order. */
    public List<String> columns() {
        return mapped.stream().map(Normalization::name).toList();
    }

    /**
     * One column per mapped field, named {@link PostApiField#column()}, in table order. Its type is one of STRING, BINARY, BOOLEAN,
     * the integers, DECIMAL, and, of a field that is a time, DATE, TIMESTAMP and TIMESTAMP_NTZ. Behind them {@link #PICKED}.
     *
     * <p>Each step names the results of the one before, so that Spark evaluates an expression once however often it is used.
     */
    public Dataset<Row> rows() {
        return rows(List.of());
    }

    /**
     * The same, each row with one column more, the last, called {@link #SOURCE}: what the source has in the columns that the mapping
     * names, as a JSON object for people; null stands for NULL, and a text that is no UTF-8 is not what it was.
     */
    public Dataset<Row> rowsWithSource() {
        return rows(List.of(SourceText.of(source, namedColumns()).as(SOURCE)));
    }

    /** @param kept further columns, which no step changes */
    private Dataset<Row> rows(List<Column> kept) {
        List<Column> names = Stream.concat(picked(), kept.stream().map(column -> col(SOURCE)))
                .toList();
        Dataset<Row> values = source.select(and(
                mapped.stream().map(field -> ifPicked(field.column()).as(sourceName(field))),
                Stream.concat(
                                filter.isEmpty()
                                        ? Stream.<Column>empty()
                                        : Stream.of(expr(filter).as(PICKED)),
                                kept.stream())
                        .toList()));
        Dataset<Row> typed = values.select(and(
                Stream.concat(
                        mapped.stream()
                                .map(field ->
                                        SourceValue.of(sourceName(field), field).as(name(field))),
                        mapped.stream().filter(MappedField::isComposite).map(field -> col(sourceName(field)))),
                names));
        return typed.select(and(
                mapped.stream()
                        .map(field -> (field.isComposite()
                                        ? SourceValue.orBrokenText(col(name(field)), col(sourceName(field)))
                                        : col(name(field)))
                                .as(name(field), metadata(field))),
                names));
    }

    private static Column[] and(Stream<Column> columns, List<Column> kept) {
        return Stream.concat(columns, kept.stream()).toArray(Column[]::new);
    }

    /** What nobody wants is not worked out, and cannot fail. Spark evaluates the condition once for all fields of a row. */
    private Column ifPicked(Column value) {
        return filter.isEmpty() ? value : when(expr(filter), value);
    }

    private Stream<Column> picked() {
        return filter.isEmpty() ? Stream.empty() : Stream.of(col(PICKED));
    }

    /** The filter by itself; empty where there is none. */
    public Optional<Normalization> ofFilter() {
        return filter.isEmpty() ? Optional.empty() : Optional.of(new Normalization(source, List.of(), filter));
    }

    /** For each mapped field, in table order, the source's columns whose names stand in its expression. */
    public Map<PostApiField, List<String>> columnsOfFields() {
        ColumnNames names = new ColumnNames(List.of(source.columns()));
        Map<PostApiField, List<String>> columns = new EnumMap<>(PostApiField.class);
        mapped.forEach(field -> columns.put(field.field(), names.in(field.expression())));
        return columns;
    }

    private List<String> namedColumns() {
        Set<String> named = new HashSet<>();
        columnsOfFields().values().forEach(named::addAll);
        return Stream.of(source.columns()).filter(named::contains).distinct().toList();
    }

    /** The same field by field; first those whose expressions are more than a column's name. */
    public List<Normalization> apart() {
        return mapped.stream()
                .sorted(Comparator.comparing(MappedField::isColumn))
                .map(field -> new Normalization(source, List.of(field), filter))
                .toList();
    }

    /** What to tell of a failure that is known to be this mapping's, or of the filter alone; without a row's value. */
    public Problem problem(Exception failure) {
        EvaluationFailure found = EvaluationFailure.of(failure);
        String sentence = "Spark cannot go on at a row of this day (" + found.name() + "): " + found.remedy();
        if (mapped.isEmpty()) {
            return new Problem(ExportOptions.SOURCE_FILTER.key(), filter, sentence);
        }
        return mapped.size() == 1
                ? new Problem("mapping." + name(mapped.get(0)), mapped.get(0).expression(), sentence)
                : new Problem("mapping", "", "with one of its expressions " + sentence);
    }

    /** Whether a failure's name says by itself that an expression could not be evaluated for a row. */
    public static boolean isOfARow(Exception failure) {
        return EvaluationFailure.known(failure).isPresent();
    }

    private static Metadata metadata(MappedField field) {
        return field.isColumn()
                ? Metadata.empty()
                : new MetadataBuilder().putBoolean(COMPUTED, true).build();
    }

    /** The judge of {@link #rows()}, which are of this schema; one serves one thread. */
    public static RowCheck check(StructType schema, ValidationLimits limits) {
        List<PostApiField> fields = new ArrayList<>();
        Set<PostApiField> computed = EnumSet.noneOf(PostApiField.class);
        for (StructField column : schema.fields()) {
            if (column.name().equals(PICKED)) {
                continue;
            }
            PostApiField field = PostApiField.ofColumn(column.name()).orElseThrow();
            fields.add(field);
            if (column.metadata().contains(COMPUTED)) {
                computed.add(field);
            }
        }
        return new RowCheck(fields, computed, limits);
    }

    private static String name(MappedField field) {
        return field.field().column();
    }

    private static String sourceName(MappedField field) {
        return SOURCE_PREFIX + name(field);
    }
}
