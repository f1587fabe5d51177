package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.outbox.RejectStage;
import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Looks for a user's events in the tables, once the payload files are gone. */
public record EventSearch(ResultsTables tables, LocalDate date, String runId) {
    /** How many events of the run the table of events lists; 0 when there is no such table. */
    public long indexed() throws IOException {
        return rows(ResultsTable.EVENTS).map(Dataset::count).orElse(0L);
    }

    /** The user's events with the answers to their payloads: payload_id, row_number, event_name, event_time, and so on. */
    public List<Row> events(long identifierHash, IdentifierKind kind) throws IOException {
        Optional<Dataset<Row>> events = rows(ResultsTable.EVENTS);
        Optional<Dataset<Row>> payloads = rows(ResultsTable.PAYLOADS);
        if (events.isEmpty() || payloads.isEmpty()) {
            return List.of();
        }
        return events.get()
                .filter(col("identifier_hash").equalTo(lit(identifierHash)))
                .join(payloads.get().filter(col("identifier_kind").equalTo(lit(kind.label()))), "payload_id")
                .select(
                        "payload_id",
                        "row_number",
                        "event_name",
                        "event_time",
                        "outcome",
                        "http_status",
                        "finished_at",
                        "error",
                        "resolution")
                .orderBy("payload_id", "row_number")
                .collectAsList();
    }

    /** The user's rows that validation refused: event_name, event_timestamp, reasons. */
    public List<Row> refused(IdentifierKind kind, String identifier) throws IOException {
        Optional<Dataset<Row>> rejects = rows(ResultsTable.REJECTS);
        return rejects.isEmpty()
                ? List.of()
                : rejects.get()
                        .filter(col("stage").equalTo(lit(RejectStage.VALIDATION.label())))
                        .filter(cell(kind.label()).equalTo(lit(identifier)))
                        .select(
                                cell("event_name").as("event_name"),
                                cell("event_timestamp").as("event_timestamp"),
                                col("reasons"))
                        .collectAsList();
    }

    private static Column cell(String field) {
        return get_json_object(col("row_json"), "$." + field);
    }

    private Optional<Dataset<Row>> rows(ResultsTable table) throws IOException {
        return tables.read(table)
                .map(rows -> rows.filter(col("date").equalTo(lit(Date.valueOf(date))))
                        .filter(col("run_id").equalTo(lit(runId))));
    }
}
