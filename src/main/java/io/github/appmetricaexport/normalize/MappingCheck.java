package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.RowExpressions;
import io.github.appmetricaexport.normalize.ExpressionCheck.UnsoundExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The mapping, the filter and the unique key, held against the source's schema: every expression on its own, nothing read.
 *
 * @param sound the fields whose expressions are sound, in table order
 */
record MappingCheck(List<MappedField> sound, List<Problem> problems) {
    static final String TOO_DEEP = "nested too deeply for Spark to take; write a column for it";

    static MappingCheck of(Dataset<Row> source, RowExpressions wanted) {
        Map<PostApiField, String> mapping = wanted.mapping();
        ExpressionCheck expressions = new ExpressionCheck(source);
        MappingCheck check = new MappingCheck(new ArrayList<>(), new ArrayList<>());
        // In table order, whatever order the mapping has.
        Map<PostApiField, String> ordered = new EnumMap<>(PostApiField.class);
        ordered.putAll(mapping);
        Optional<List<MappedField>> together = expressions.analysedTogether(ordered);
        together.ifPresent(check.sound::addAll);
        for (PostApiField field : PostApiField.values()) {
            if (mapping.containsKey(field)) {
                if (together.isEmpty()) {
                    check.add(field, mapping.get(field), expressions);
                }
            } else if (field.presence() == Presence.REQUIRED) {
                check.refuse(field, "", "missing; every event needs it: " + field.sentence());
            }
        }
        if (Arrays.stream(IdentifierKind.values()).map(IdentifierKind::field).noneMatch(mapping::containsKey)) {
            check.refuse(PostApiField.PROFILE_ID, "", "missing; every event needs " + RowCheck.identifiers(" or "));
        }
        if (wanted.hasFilter()) {
            check.addFilter(wanted.filter(), expressions);
        }
        if (wanted.hasKey()) {
            check.problems.addAll(new UniqueKey(wanted.uniqueKey()).problems(source, expressions));
        }
        return check;
    }

    private void addFilter(String condition, ExpressionCheck expressions) {
        try {
            expressions.requireCondition(condition);
        } catch (UnsoundExpression unsound) {
            problems.add(new Problem(ExportOptions.SOURCE_FILTER.key(), condition, unsound.getMessage()));
        } catch (StackOverflowError tooDeep) {
            problems.add(new Problem(ExportOptions.SOURCE_FILTER.key(), "", TOO_DEEP));
        }
    }

    private void add(PostApiField field, String expression, ExpressionCheck expressions) {
        if (expression.isBlank()) {
            refuse(field, "", "empty; write an expression or leave the field out");
            return;
        }
        try {
            sound.add(expressions.analysed(field, expression));
        } catch (UnsoundExpression unsound) {
            refuse(field, expression, unsound.getMessage());
        } catch (StackOverflowError tooDeep) {
            refuse(field, "", TOO_DEEP);
        }
    }

    private void refuse(PostApiField field, String expression, String remedy) {
        problems.add(new Problem("mapping." + field.column(), expression, remedy));
    }
}
