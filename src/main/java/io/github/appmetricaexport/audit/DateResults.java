package io.github.appmetricaexport.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The results tables of a date, for programs; for people it is {@link ShowResults#of}. */
public record DateResults(
        @JsonPropertyDescription("The day of the events") LocalDate date,

        @JsonPropertyDescription(
                "The rows of the table runs, with every column that it has, in the order in which they were"
                        + " frozen")
        List<JsonNode> runs,

        @JsonPropertyDescription(
                "The sums over the runs of each job: job, runs (how many), read, gone, accepted,"
                        + " assumed_accepted, rejected, invalid, unknown, not_sent, and difference, which is 0 where the books balance")
        List<JsonNode> totals,

        @JsonPropertyDescription("How many payloads the runs have")
        long payloadCount,

        @JsonPropertyDescription(
                "The rows of the table payloads, with every column that it has, by run_id and payload_id; the"
                        + " first --rows of them")
        List<JsonNode> payloads,

        @JsonPropertyDescription(
                "How many rows each reason refused: reason, rows; the commonest first, the first --rows of them")
        List<JsonNode> rejectsByReason) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static DateResults of(LocalDate date, Dataset<Row> runs, Dataset<Row> payloads, Dataset<Row> reasons, int rows) {
        return new DateResults(
                date,
                objects(runs.orderBy("job", "started_at")),
                objects(ShowResults.together(ShowResults.runs(runs))),
                payloads.count(),
                objects(payloads.orderBy("run_id", "payload_id").limit(rows)),
                objects(reasons.limit(rows)));
    }

    /** The rows, with their columns' names, and null where there is nothing. */
    private static List<JsonNode> objects(Dataset<Row> rows) {
        Map<String, String> options = Map.of("ignoreNullFields", "false");
        return rows.select(to_json(struct(col("*")), options)).collectAsList().stream()
                .map(row -> object(row.getString(0)))
                .toList();
    }

    private static JsonNode object(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
