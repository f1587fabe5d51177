package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.col;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
 * becomes NULL: {@link RowCheck} judges what comes out. Only the columns that the mapping names are read.
 */
public final class Normalization {
    private static final String SOURCE_PREFIX = "source_of_";

    /** In a column's metadata: its value was made of the source's, and is no column of it as it stands. */
    private static final String COMPUTED = "appmetrica_export.computed";

    private final Dataset<Row> source;
    private final List<MappedField> mapped;

    private Normalization(Dataset<Row> source, List<MappedField> mapped) {
        this.source = source;
        this.mapped = mapped;
    }

    /**
     * Checks the mapping against the source's schema without reading a row.
     *
     * @param mapping a Spark SQL expression over the source's columns per field
     * @throws ConfigException with every problem of the mapping, keys {@code mapping.<field>}
     */
    public static Normalization of(Dataset<Row> source, Map<PostApiField, String> mapping) {
        MappingCheck check = MappingCheck.of(source, mapping);
        if (!check.problems().isEmpty()) {
            throw new ConfigException(check.problems());
        }
        return new Normalization(source, check.sound());
    }

    /** What is wrong with a mapping, keys {@code mapping.<field>}; nothing is read. */
    public static List<Problem> problems(Dataset<Row> source, Map<PostApiField, String> mapping) {
        return MappingCheck.of(source, mapping).problems();
    }

    /**
     * One column per mapped field, named {@link PostApiField#column()}, in table order. Its type is one of STRING, BINARY, BOOLEAN,
     * the integers, DECIMAL, and, of a field that is a time, DATE, TIMESTAMP and TIMESTAMP_NTZ.
     *
     * <p>Each step names the results of the one before, so that Spark evaluates an expression once however often it is used.
     */
    public Dataset<Row> rows() {
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
                .map(field -> (field.isComposite()
                                ? SourceValue.orBrokenText(col(name(field)), col(sourceName(field)))
                                : col(name(field)))
                        .as(name(field), metadata(field)))
                .toArray(Column[]::new));
    }

    /** The same field by field; first those whose expressions are more than a column's name. */
    public List<Normalization> apart() {
        return mapped.stream()
                .sorted(Comparator.comparing(MappedField::isColumn))
                .map(field -> new Normalization(source, List.of(field)))
                .toList();
    }

    /** What to tell of a failure that is known to be this mapping's; without a row's value. */
    public Problem problem(Exception failure) {
        EvaluationFailure found = EvaluationFailure.of(failure);
        String sentence = "Spark cannot go on at a row of this day (" + found.name() + "): " + found.remedy();
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
