package io.github.appmetricaexport.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.RejectStage;
import io.github.appmetricaexport.results.IdentifierHash;
import io.github.appmetricaexport.results.ResultsTable;
import io.github.appmetricaexport.results.ResultsTables;
import java.io.IOException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Looks for a user's events in the results tables, once the payload files are gone.
 *
 * @param hash under the job's index key; empty once that was deleted
 */
record TableSearch(ResultsTables tables, FrozenRun run, SoughtUser user, Optional<IdentifierHash> hash) {
    /** In the order of payloads and rows, refused rows last. */
    List<FoundEvent> find() throws IOException {
        List<FoundEvent> found = new ArrayList<>();
        Optional<Dataset<Row>> events = rows(ResultsTable.EVENTS);
        Optional<Dataset<Row>> payloads = rows(ResultsTable.PAYLOADS);
        if (hash.isPresent() && events.isPresent() && payloads.isPresent()) {
            events.get()
                    .filter(col("identifier_hash").equalTo(hash.get().of(user.kind(), user.identifier())))
                    .join(payloads.get(), "payload_id")
                    .filter(col("identifier_kind").equalTo(user.kind().label()))
                    .orderBy("payload_id", "row_number")
                    .collectAsList()
                    .forEach(row -> found.add(packed(row)));
        }
        rows(ResultsTable.REJECTS)
                .ifPresent(rejects -> rejects.filter(col("stage").equalTo(RejectStage.VALIDATION.label()))
                        .filter(cell(user.kind().field()).equalTo(user.identifier()))
                        .select(cell(PostApiField.EVENT_NAME), cell(PostApiField.EVENT_TIMESTAMP), col("reasons"))
                        .collectAsList()
                        .forEach(row ->
                                found.add(FoundEvent.refused(row.getString(0), row.getString(1), row.getList(2)))));
        return found;
    }

    Coverage coverage() throws IOException {
        long indexed = rows(ResultsTable.EVENTS).map(Dataset::count).orElse(0L);
        long events = run.manifest().content().validRows();
        String gone = "the payload files were deleted after work.keep-payloads; ";
        if (indexed == 0) {
            return new Coverage(
                    events == 0,
                    gone
                            + "the run has no rows in the table events, which results.index-events makes: only refused rows were"
                            + " searched");
        }
        if (hash.isEmpty()) {
            return new Coverage(
                    false,
                    gone
                            + "the job's index.key was deleted, so that no user can be found in the table events: only refused"
                            + " rows were searched");
        }
        String words = String.format(
                Locale.ROOT,
                "%ssearched %,d events in the table events%s, and the refused rows",
                gone,
                indexed,
                indexed < events
                        ? String.format(Locale.ROOT, " (of %,d: the others could not be listed)", events)
                        : "");
        return new Coverage(indexed >= events, words);
    }

    private static FoundEvent packed(Row row) {
        return new FoundEvent(
                row.getAs("payload_id"),
                row.<Integer>getAs("row_number"),
                row.getAs("event_name"),
                instant(row, "event_time"),
                row.getAs("outcome"),
                FoundEvent.words(
                        row.getAs("http_status"),
                        instant(row, "finished_at"),
                        row.getAs("error"),
                        row.getAs("resolution")));
    }

    private static Instant instant(Row row, String column) {
        Timestamp time = row.getAs(column);
        return time == null ? null : time.toInstant();
    }

    /** Of a refused row. */
    private static Column cell(PostApiField field) {
        return get_json_object(col("row_json"), "$." + field.column());
    }

    /** Those of the run. */
    private Optional<Dataset<Row>> rows(ResultsTable table) throws IOException {
        Date date = Date.valueOf(run.manifest().identity().date());
        String runId = run.manifest().identity().runId();
        return tables.read(table)
                .map(rows ->
                        rows.filter(col("date").equalTo(date).and(col("run_id").equalTo(runId))));
    }
}
