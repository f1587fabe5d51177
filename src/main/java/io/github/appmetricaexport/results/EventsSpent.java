package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;

import io.github.appmetricaexport.outbox.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How much of the daily budget is used, and when it comes back. The vendor counts events over a rolling day.
 *
 * @param events that were, or may have been, applied within the last 24 hours
 * @param back how many of them count no more from when on; those of which nobody knows when they were applied are not among
 *     these
 */
public record EventsSpent(long events, SortedMap<Instant, Long> back) {
    static final Duration WINDOW = Duration.ofHours(24);
    private static final Set<Outcome> SPENT = EnumSet.of(Outcome.ACCEPTED, Outcome.ASSUMED_ACCEPTED, Outcome.UNKNOWN);

    public static final EventsSpent NONE = new EventsSpent(0, new TreeMap<>());

    public EventsSpent {
        back = Collections.unmodifiableSortedMap(back);
    }

    /**
     * What the tables know of all runs but some, with what the outbox knows of these: they may have ended before their tables were
     * written.
     *
     * @param outbox payloads of each of these, by the run's id
     */
    static EventsSpent of(ResultsTables tables, Map<String, ? extends Collection<PayloadResult>> outbox, Instant now) {
        Instant since = now.minus(WINDOW);
        Tally tally = new Tally();
        try {
            tables.read(ResultsTable.PAYLOADS)
                    .map(table -> others(table, outbox.keySet(), since))
                    .orElse(List.of())
                    .forEach(row -> tally.add(row.isNullAt(1) ? null : instant(row.getLong(1)), row.getLong(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        outbox.values().stream()
                .flatMap(Collection::stream)
                .filter(payload -> SPENT.contains(payload.outcome()))
                .filter(payload ->
                        payload.finishedAt() == null || !payload.finishedAt().isBefore(since))
                .forEach(payload -> tally.add(payload.finishedAt(), payload.rows()));
        return new EventsSpent(tally.events, tally.back);
    }

    /** From when on events of that time count no more, in whole seconds. */
    static Instant comesBack(Instant finishedAt) {
        return finishedAt.plus(WINDOW).plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
    }

    /** By the minute: whatever was sent, the driver gets no more rows than a day has minutes. */
    private static List<Row> others(Dataset<Row> payloads, Set<String> runIds, Instant since) {
        return payloads
                // Without an answer there is no time of one: such events may have been applied a moment ago.
                .filter(col("finished_at").isNull().or(col("finished_at").geq(lit(Timestamp.from(since)))))
                .filter(col("outcome").isin(SPENT.stream().map(Outcome::label).toArray()))
                .filter(not(col("run_id").isin(runIds.toArray())))
                .groupBy(date_trunc("minute", col("finished_at")))
                .agg(unix_micros(max(col("finished_at"))), sum("rows"))
                .collectAsList();
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static final class Tally {
        private final SortedMap<Instant, Long> back = new TreeMap<>();
        private long events;

        /** @param finishedAt null where nobody knows */
        void add(Instant finishedAt, long more) {
            events += more;
            if (finishedAt != null) {
                back.merge(comesBack(finishedAt), more, Long::sum);
            }
        }
    }
}
