package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import io.github.appmetricaexport.config.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The mapping held against the source's schema: every expression on its own, nothing read. */
final class MappingCheck {
    private final ExpressionCheck expressions;
    private final List<MappedField> sound = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private MappingCheck(Dataset<Row> source) {
        this.expressions = new ExpressionCheck(source);
    }

    static MappingCheck of(Dataset<Row> source, Map<PostApiField, String> mapping) {
        MappingCheck check = new MappingCheck(source);
        // In table order, whatever order the mapping has.
        Map<PostApiField, String> ordered = new EnumMap<>(PostApiField.class);
        ordered.putAll(mapping);
        Optional<List<MappedField>> together = check.expressions.analysedTogether(ordered);
        together.ifPresent(check.sound::addAll);
        for (PostApiField field : PostApiField.values()) {
            if (mapping.containsKey(field)) {
                if (together.isEmpty()) {
                    check.checkExpression(field, mapping.get(field));
                }
            } else if (field.presence() == Presence.REQUIRED) {
                check.problems.add(new Problem(key(field), "", "missing; every event needs it: " + field.sentence()));
            }
        }
        check.checkIdentifiers(mapping);
        return check;
    }

    /** The fields whose expressions are sound, in table order. */
    List<MappedField> sound() {
        return Collections.unmodifiableList(sound);
    }

    List<Problem> problems() {
        return Collections.unmodifiableList(problems);
    }

    private void checkExpression(PostApiField field, String expression) {
        if (expression.isBlank()) {
            problems.add(new Problem(key(field), "", "empty; write an expression or leave the field out"));
            return;
        }
        MappedField mapped;
        try {
            mapped = expressions.analysed(field, expression);
        } catch (UnsoundExpression unsound) {
            problems.add(new Problem(key(field), expression, unsound.getMessage()));
            return;
        }
        sound.add(mapped);
    }

    private void checkIdentifiers(Map<PostApiField, String> mapping) {
        List<PostApiField> identifiers = Arrays.stream(PostApiField.values())
                .filter(field -> field.presence() == Presence.IDENTIFIER)
                .toList();
        Optional<PostApiField> mapped =
                identifiers.stream().filter(mapping::containsKey).findFirst();
        if (mapped.isEmpty()) {
            String names = identifiers.stream().map(PostApiField::column).collect(Collectors.joining(" or "));
            problems.add(new Problem(key(identifiers.get(0)), "", "missing; every event needs " + names));
        }
    }

    private static String key(PostApiField field) {
        return "mapping." + field.column();
    }
}
