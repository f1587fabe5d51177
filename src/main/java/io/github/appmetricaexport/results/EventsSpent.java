package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.github.appmetricaexport.outbox.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How much of the daily budget the runs in the results tables have used. */
public final class EventsSpent {
    private EventsSpent() {}

    /** Events that were, or may have been, applied since then; 0 before the first run. */
    public static long since(ResultsTables tables, Instant since) {
        Optional<Dataset<Row>> payloads;
        try {
            payloads = tables.read(ResultsTable.PAYLOADS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return payloads.map(table -> spent(table, since)).orElse(0L);
    }

    private static long spent(Dataset<Row> payloads, Instant since) {
        return payloads
                // Without an answer there is no time of one: such events may have been applied a moment ago.
                .filter(col("finished_at").isNull().or(col("finished_at").geq(lit(Timestamp.from(since)))))
                .filter(col("outcome")
                        .isin(Outcome.ACCEPTED.label(), Outcome.ASSUMED_ACCEPTED.label(), Outcome.UNKNOWN.label()))
                .agg(coalesce(sum("rows"), lit(0L)))
                .head()
                .getLong(0);
    }
}
