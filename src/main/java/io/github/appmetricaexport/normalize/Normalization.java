package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
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
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The source's rows as the API's columns, by the mapping's expressions.
 *
 * <p>A value keeps its type, so that it is checked as what it is; structs, maps and arrays become JSON. Nothing that is wrong
 * becomes NULL: {@link RowCheck} judges what comes out. Only the columns that the expressions name are read. What
 * the filter does not pick is still there, without values: whoever writes the rows counts it.
 */
public final class Normalization {
    /** Behind all others of {@link #rows()} where there is a filter: BOOLEAN, NULL where the filter is. */
    public static final String PICKED = "picked";

    /** The column of {@link #rowsWithSource()} that no field has. */
    public static final String SOURCE = "appmetrica_export_source";

    private static final String SOURCE_PREFIX = "source_of_";

    /** In a column's metadata: its value was made of the source's, and is no column of it as it stands. */
    private static final String COMPUTED = "appmetrica_export.computed";

    /** The columns that stand for {@code source.unique-key}, two BIGINTs, behind those of the fields; NULL where a row has none. */
    public static final List<String> KEY_COLUMNS = List.of("appmetrica_export_key_high", "appmetrica_export_key_low");

    private final Dataset<Row> source;
    private final List<MappedField> mapped;
    private final String filter;
    private final Optional<UniqueKey> key;
    private final List<RowsWhere> conditions;

    private Normalization(
            Dataset<Row> source,
            List<MappedField> mapped,
            String filter,
            Optional<UniqueKey> key,
            List<RowsWhere> conditions) {
        this.source = source;
        this.mapped = mapped;
        this.filter = filter;
        this.key = key;
        this.conditions = conditions;
    }

    /**
     * Checks mapping, filter and unique key against the source's schema without reading a row.
     *
     * @throws ConfigException with every problem of them, keys {@code mapping.<field>}, {@code source.filter} and
     *     {@code source.unique-key}
     */
    public static Normalization of(Dataset<Row> source, RowExpressions expressions) {
        MappingCheck check = MappingCheck.of(source, expressions);
        if (!check.problems().isEmpty()) {
            throw new ConfigException(check.problems());
        }
        Optional<UniqueKey> key =
                expressions.hasKey() ? Optional.of(new UniqueKey(expressions.uniqueKey())) : Optional.empty();
        List<RowsWhere> conditions = expressions.hasFilter()
                ? List.of(new RowsWhere(source, ExportOptions.SOURCE_FILTER.key(), expressions.filter()))
                : List.of();
        return new Normalization(source, check.sound(), expressions.filter(), key, conditions);
    }

    /** The same of all rows, without a key. */
    public static Normalization of(Dataset<Row> source, Map<PostApiField, String> mapping) {
        return of(source, RowExpressions.ofAllRows(mapping));
    }

    /**
     * The same without a key, of the rows alone that conditions pick.
     *
     * @param conditions each on the rows of the one before
     */
    public static Normalization of(Dataset<Row> source, List<RowsWhere> conditions, Map<PostApiField, String> mapping) {
        Dataset<Row> rows = conditions.isEmpty()
                ? source
                : conditions.get(conditions.size() - 1).rows();
        Normalization all = of(rows, mapping);
        return new Normalization(rows, all.mapped, "", Optional.empty(), List.copyOf(conditions));
    }

    /** What is wrong with these expressions, keys as of {@link #of(Dataset, RowExpressions)}; nothing is read. */
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
     * the integers, DECIMAL, and, of a field that is a time, DATE, TIMESTAMP and TIMESTAMP_NTZ. Behind them {@link #KEY_COLUMNS}
     * where rows have a key, and {@link #PICKED} where there is a filter.
     *
     * <p>Each step names the results of the one before, so that Spark evaluates an expression once however often it is used.
     */
    public Dataset<Row> rows() {
        return rows(key, List.of());
    }

    /**
     * The same without keys, each row with one column more, the last, called {@link #SOURCE}: what the source has in the columns that
     * the mapping names, as a JSON object for people; null stands for NULL, and a text that is no UTF-8 is not what it was.
     */
    public Dataset<Row> rowsWithSource() {
        return rows(
                Optional.empty(), List.of(SourceText.of(source, namedColumns()).as(SOURCE)));
    }

    /** @param kept further columns, which no step changes */
    private Dataset<Row> rows(Optional<UniqueKey> keys, List<Column> kept) {
        List<Column> names = Stream.concat(picked(), kept.stream().map(column -> col(SOURCE)))
                .toList();
        Dataset<Row> values = source.select(columns(List.of(
                mapped.stream().map(field -> ifPicked(field.column()).as(sourceName(field))),
                keys.stream().map(found -> ifPicked(found.values(source)).as(UniqueKey.VALUES)),
                filter.isEmpty() ? Stream.empty() : Stream.of(expr(filter).as(PICKED)),
                kept.stream())));
        Dataset<Row> typed = values.select(columns(List.of(
                mapped.stream()
                        .map(field -> SourceValue.of(sourceName(field), field).as(name(field))),
                mapped.stream().filter(MappedField::isComposite).map(field -> col(sourceName(field))),
                keys.stream().flatMap(found -> UniqueKey.digest(values)),
                names.stream())));
        return typed.select(columns(List.of(
                mapped.stream()
                        .map(field -> (field.isComposite()
                                        ? SourceValue.orBrokenText(col(name(field)), col(sourceName(field)))
                                        : col(name(field)))
                                .as(name(field), metadata(field))),
                keys.stream().flatMap(found -> KEY_COLUMNS.stream()).map(functions::col),
                names.stream())));
    }

    private static Column[] columns(List<Stream<Column>> inTheirOrder) {
        return inTheirOrder.stream().flatMap(Function.identity()).toArray(Column[]::new);
    }

    /** What nobody wants is not worked out, and cannot fail. Spark evaluates the condition once for all fields of a row. */
    private Column ifPicked(Column value) {
        return filter.isEmpty() ? value : when(expr(filter), value);
    }

    private Stream<Column> picked() {
        return filter.isEmpty() ? Stream.empty() : Stream.of(col(PICKED));
    }

    /** What picks the rows, each by itself, in the order in which they do. */
    public List<RowsWhere> conditions() {
        return conditions;
    }

    /** For each mapped field, in table order, the source's columns that its expression takes. */
    public Map<PostApiField, List<String>> columnsOfFields() {
        ColumnNames names = new ColumnNames(List.of(source.columns()));
        Map<PostApiField, List<String>> columns = new EnumMap<>(PostApiField.class);
        mapped.forEach(field -> columns.put(
                field.field(),
                names.in(field.expression()).stream()
                        .filter(name -> ColumnNames.isOfAll(field.expression()) || takes(field.expression(), name))
                        .toList()));
        return columns;
    }

    /** Of a column that is there twice, Spark cannot say which is meant; a text, a struct's member or a lambda's variable means none. */
    private boolean takes(String expression, String column) {
        if (expression.equalsIgnoreCase(column)) {
            return true;
        }
        try {
            source.select(col("*"), lit(null).as(column)).select(expr(expression));
            return false;
        } catch (Exception ambiguous) {
            return true;
        }
    }

    private List<String> namedColumns() {
        Set<String> named = new HashSet<>();
        columnsOfFields().values().forEach(named::addAll);
        return Stream.of(source.columns()).filter(named::contains).distinct().toList();
    }

    /** The same field by field, and the key; first those whose expressions are more than a column's name. */
    public List<Normalization> apart() {
        return Stream.concat(
                        key.map(apart -> new Normalization(source, List.of(), filter, key, List.of())).stream(),
                        mapped.stream()
                                .sorted(Comparator.comparing(MappedField::isColumn))
                                .map(field ->
                                        new Normalization(source, List.of(field), filter, Optional.empty(), List.of())))
                .toList();
    }

    /** What to tell of a failure that is known to be this mapping's, or of the key alone; without a row's value. */
    public Problem problem(Exception failure) {
        String sentence = EvaluationFailure.of(failure).sentence();
        if (mapped.isEmpty()) {
            return key.orElseThrow().problem(sentence);
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
        for (StructField column : fields(schema)) {
            PostApiField field = PostApiField.ofColumn(column.name()).orElseThrow();
            fields.add(field);
            if (column.metadata().contains(COMPUTED)) {
                computed.add(field);
            }
        }
        return new RowCheck(fields, computed, limits);
    }

    /** Of a schema of {@link #rows()} the fields' columns, which come first. */
    public static List<StructField> fields(StructType schema) {
        return Stream.of(schema.fields())
                .filter(column -> !column.name().equals(PICKED) && !KEY_COLUMNS.contains(column.name()))
                .toList();
    }

    private static String name(MappedField field) {
        return field.field().column();
    }

    private static String sourceName(MappedField field) {
        return SOURCE_PREFIX + name(field);
    }
}
