package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.api.PostApiField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** What Spark says of one expression over the source's columns; it analyses and never runs. */
final class ExpressionCheck {
    /** An expression that cannot give a field's values; the message says what would be right. */
    static final class UnsoundExpression extends Exception {
        private static final long serialVersionUID = 1L;

        UnsoundExpression(String message) {
            super(message);
        }
    }

    private final Dataset<Row> source;
    private final Dataset<Row> probe;
    private final ColumnNames names;

    ExpressionCheck(Dataset<Row> source) {
        this.source = source;
        this.probe = source.sparkSession().range(1).toDF("appmetrica_export_probe");
        this.names = new ColumnNames(List.of(source.columns()));
    }

    /** @throws UnsoundExpression with the first mistake that Spark finds */
    MappedField analysed(PostApiField field, String expression) throws UnsoundExpression {
        StructField column = ofTheRow(expression, "a field");
        MappedField mapped = new MappedField(field, expression, column.dataType(), column.name());
        Optional<String> objection = mapped.objection();
        if (objection.isPresent()) {
            throw new UnsoundExpression(objection.get());
        }
        analyse(() -> source.select(expr(expression).as("value")).select(SourceValue.of("value", mapped)));
        return mapped;
    }

    /** @throws UnsoundExpression as of {@link #analysed}, also where it gives something else than true and false */
    void requireCondition(String expression) throws UnsoundExpression {
        DataType type = ofTheRow(expression, "a condition").dataType();
        if (!type.equals(DataTypes.BooleanType)) {
            throw new UnsoundExpression("gives " + type.catalogString()
                    + "; a condition gives true or false, such as country = 'XX' and is_test = 0");
        }
    }

    /**
     * Looks at an expression that may give whatever type.
     *
     * @param what the expression gives, for messages
     * @throws UnsoundExpression as of {@link #analysed}
     */
    StructField ofTheRow(String expression, String what) throws UnsoundExpression {
        refuseWhatNeedsMoreThanTheRow(expression, what);
        StructField[] columns =
                analyse(() -> source.select(expr(expression))).schema().fields();
        if (columns.length != 1) {
            throw new UnsoundExpression("gives " + columns.length + " columns, wanted is one");
        }
        refuseWhatIsNotTheRows(expression, what);
        return columns[0];
    }

    /**
     * All of them at once, which is much quicker than one by one; empty when anything is odd about any, and then only
     * {@link #analysed} can say what.
     */
    Optional<List<MappedField>> analysedTogether(Map<PostApiField, String> mapping) {
        try {
            Column[] columns = mapping.values().stream().map(functions::expr).toArray(Column[]::new);
            Column[] nulls = Arrays.stream(columns).map(Column::isNull).toArray(Column[]::new);
            // What each gives, and behind it each once more as it was written out.
            StructField[] found =
                    source.select(ArrayUtils.addAll(columns, nulls)).schema().fields();
            source.join(probe, Arrays.stream(nulls).reduce(lit(true), Column::and));
            if (found.length != 2 * mapping.size()) {
                return Optional.empty();
            }
            List<MappedField> mapped = new ArrayList<>();
            for (PostApiField field : mapping.keySet()) {
                StructField column = found[mapped.size()];
                String spelled = found[mapping.size() + mapped.size()].name();
                MappedField next = new MappedField(field, mapping.get(field), column.dataType(), column.name());
                if (next.objection().isPresent()
                        || holdsSubquery(spelled)
                        || FunctionOfTheRun.in(mapping.get(field), spelled, names)
                                .isPresent()) {
                    return Optional.empty();
                }
                mapped.add(next);
            }
            source.select(mapped.stream()
                            .map(field -> field.column().as(field.field().column()))
                            .toArray(Column[]::new))
                    .select(mapped.stream()
                            .map(field -> SourceValue.of(field.field().column(), field))
                            .toArray(Column[]::new));
            return Optional.of(mapped);
        } catch (Exception | StackOverflowError refused) {
            return Optional.empty();
        }
    }

    /**
     * Only a join's condition has to be deterministic, and it may hold neither aggregates nor windows nor generators: so
     * Spark itself looks into every corner of the expression.
     */
    private void refuseWhatNeedsMoreThanTheRow(String expression, String what) throws UnsoundExpression {
        try {
            source.join(probe, expr(expression).isNull());
        } catch (Exception refused) {
            AnalysisFailure found = AnalysisFailure.of(refused);
            if (found.is("UNSUPPORTED_EXPR_FOR_OPERATOR") || found.is("UNSUPPORTED_GENERATOR")) {
                throw new UnsoundExpression("aggregate, window and generator functions see more than one row; " + what
                        + " comes from one row alone");
            }
            if (found.is("INVALID_NON_DETERMINISTIC_EXPRESSIONS")) {
                throw new UnsoundExpression("not deterministic: a task that is tried again would give another value;"
                        + " take it from the source's columns");
            }
        }
    }

    /** A subquery would read what no mapping names, once per run and unseen by the books. */
    private void refuseWhatIsNotTheRows(String expression, String what) throws UnsoundExpression {
        String spelled = analyse(() -> source.select(expr(expression).isNull())).columns()[0];
        if (holdsSubquery(spelled)) {
            throw new UnsoundExpression("holds a subquery; " + what + " comes from the source's columns alone");
        }
        Optional<FunctionOfTheRun> ofTheRun = FunctionOfTheRun.in(expression, spelled, names);
        if (ofTheRun.isPresent()) {
            String written = ofTheRun.get().written();
            throw new UnsoundExpression(
                    ofTheRun.get().looksLikeAColumn()
                            ? names.without(written) + "; Spark's function " + written + " says nothing of the row"
                            : written + " gives another value in another run, and says nothing of the row; take it from"
                                    + " the source's columns");
        }
    }

    private static boolean holdsSubquery(String spelled) {
        return spelled.contains("scalarsubquery(") || spelled.contains("listquery(") || spelled.contains("exists()");
    }

    /** @throws UnsoundExpression with what Spark says against it */
    Dataset<Row> analyse(Supplier<Dataset<Row>> query) throws UnsoundExpression {
        try {
            return query.get();
        } catch (Exception refused) {
            throw new UnsoundExpression(explanation(AnalysisFailure.of(refused)));
        }
    }

    private String explanation(AnalysisFailure failure) {
        if (!failure.is("UNRESOLVED_COLUMN")) {
            return failure.sentence();
        }
        String unknown = failure.parameters().getOrDefault("objectName", "").replace("`", "");
        return unknown.contains(".") && names.isAmong(unknown)
                ? "the source's column " + unknown + " has a dot in its name, which here reads as a field in a struct:"
                        + " write " + ColumnNames.quoted(unknown)
                : names.without(unknown) + "; a constant text stands in single quotes: '" + unknown + "'";
    }
}
