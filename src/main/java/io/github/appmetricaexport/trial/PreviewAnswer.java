package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.plan.Preview;
import io.github.appmetricaexport.plan.PreviewedRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A preview for programs. */
public record PreviewAnswer(
        @JsonPropertyDescription("What was read") String source,

        @JsonPropertyDescription("How many rows were judged for it, at least as many as follow")
        long lookedAt,

        @JsonPropertyDescription("The rows, as many as were asked for and found")
        List<Row> rows) {

    /** One of them. */
    public record Row(
            @JsonPropertyDescription("What the source has in the columns that the mapping names")
            JsonNode source,

            @JsonPropertyDescription("The fields as they would be sent; one that is absent is not here")
            Map<String, String> fields,

            @JsonPropertyDescription("Every reason against the row; none where it would be sent")
            List<String> reasons) {
        private static Row of(Preview preview, PreviewedRow row) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < preview.fields().size(); i++) {
                fields.put(preview.fields().get(i).column(), row.values().get(i));
            }
            fields.values().removeIf(value -> value == null);
            return new Row(PreviewText.source(row), fields, row.reasons());
        }
    }

    public static PreviewAnswer of(DayPreview day) {
        Preview preview = day.preview();
        return new PreviewAnswer(
                day.source(),
                preview.lookedAt(),
                preview.rows().stream().map(row -> Row.of(preview, row)).toList());
    }
}
