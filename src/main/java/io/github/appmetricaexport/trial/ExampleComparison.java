package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.plan.PreviewedRow;
import io.github.appmetricaexport.trial.Example.Expected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds what became of a row against what was expected. Only fields that the example names are compared.
 *
 * @param fields the mapped ones, in the order of a row's values
 */
record ExampleComparison(List<PostApiField> fields) {
    private static final String SKIPPED = "skipped by source.filter";

    /** @param taken empty where the filter does not pick the row */
    List<Difference> differences(Example example, Optional<PreviewedRow> taken) {
        if (taken.isEmpty() || example.expected().isSkipped()) {
            String actual = taken.map(row -> words(row.reasons())).orElse(SKIPPED);
            return taken.isEmpty() && example.expected().isSkipped()
                    ? List.of()
                    : List.of(difference(example, Difference.REASONS, words(example.expected()), actual));
        }
        PreviewedRow row = taken.get();
        Set<String> expected = example.expected().refused().orElse(Set.of());
        if (row.isRefused() || !expected.isEmpty()) {
            return expected.equals(Set.copyOf(row.reasons()))
                    ? List.of()
                    : List.of(difference(example, Difference.REASONS, words(expected), words(row.reasons())));
        }
        List<Difference> differences = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field :
                example.expected().sent().orElseThrow().entrySet()) {
            String actual = value(row, field.getKey());
            if (!isAsExpected(field.getValue(), actual)) {
                differences.add(difference(
                        example, field.getKey(), text(field.getValue()), actual == null ? "absent" : actual));
            }
        }
        return differences;
    }

    private static Difference difference(Example example, String field, String expected, String actual) {
        return new Difference(example.line(), example.name(), field, expected, actual);
    }

    private static String words(Expected expected) {
        return expected.isSkipped() ? SKIPPED : words(expected.refused().orElse(Set.of()));
    }

    private static String words(Collection<String> reasons) {
        return reasons.isEmpty() ? "none, it is to be sent" : String.join("; ", new TreeSet<>(reasons));
    }

    /** Null for an absent one, and for one that the mapping does not have. */
    private String value(PreviewedRow row, String column) {
        int at = fields.indexOf(PostApiField.ofColumn(column).orElseThrow());
        return at < 0 ? null : row.values().get(at);
    }

    /** A JSON object is the same whichever way it is written; all else is the very text. */
    private static boolean isAsExpected(JsonNode expected, String actual) {
        if (expected.isNull() || actual == null) {
            return expected.isNull() && actual == null;
        }
        if (!expected.isContainerNode()) {
            return expected.asText().equals(actual);
        }
        try {
            return expected.equals(ExamplesFile.JSON.readTree(actual));
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    private static String text(JsonNode expected) {
        return expected.isNull() ? "absent" : expected.isContainerNode() ? expected.toString() : expected.asText();
    }
}
