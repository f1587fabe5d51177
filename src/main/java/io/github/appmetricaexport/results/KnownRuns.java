package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.col;

import io.github.appmetricaexport.outbox.DateOutbox;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the results tables hold of a job's runs of a date. The outbox is the truth; the tables remember that there was one.
 *
 * @param runs the payloads of each, by its number; none of a run that never sent one
 */
public record KnownRuns(SortedMap<Integer, List<Payload>> runs) {
    /**
     * A row of {@link ResultsTable#PAYLOADS}; where those are gone, one that stands for the whole run, without an id.
     *
     * @param outcome as of {@link io.github.appmetricaexport.outbox.Outcome#label()}
     * @param attempts how often it was claimed
     */
    public record Payload(String payloadId, String outcome, long rows, long attempts) {
        /** Whether it stands for all that the run sent. */
        public boolean isWhole() {
            return payloadId.isEmpty();
        }
    }

    public KnownRuns {
        runs = Collections.unmodifiableSortedMap(runs);
    }

    /**
     * Asks the tables; costs a listing where they have nothing of the date.
     *
     * @throws IOException when the tables' file system cannot be read
     */
    public static KnownRuns of(ResultsTables tables, DateOutbox outbox, LocalDate date) throws IOException {
        List<Dataset<Row>> known = new ArrayList<>();
        tables.read(ResultsTable.PAYLOADS, date)
                .filter(rows -> isOurs(rows, "outcome", "rows", "attempts"))
                .map(rows -> rows.selectExpr("run_id", "payload_id", "outcome", bigint("rows"), bigint("attempts")))
                .ifPresent(known::add);
        tables.read(ResultsTable.RUNS, date)
                .filter(rows -> isOurs(rows, "accepted", "assumed_accepted", "unknown", "requests"))
                .map(rows -> rows.selectExpr(
                        "run_id",
                        "'' AS payload_id",
                        "'sent, by the table runs' AS outcome",
                        bigint("accepted + assumed_accepted + unknown"),
                        bigint("requests")))
                .ifPresent(known::add);
        SortedMap<Integer, List<Payload>> runs = new TreeMap<>();
        known.stream()
                .reduce(Dataset::union)
                // Other jobs may have their runs there: a look at the partitions is enough to pass over those.
                .map(rows -> rows.filter(col("run_id").startsWith(outbox.runIdPrefix())))
                .map(Dataset::collectAsList)
                .orElse(List.of())
                .forEach(row -> outbox.numberOf(row.getString(0))
                        .ifPresent(run -> runs.computeIfAbsent(run, first -> new ArrayList<>())
                                .add(payload(row))));
        runs.values().forEach(KnownRuns::withoutTheWhole);
        return new KnownRuns(runs);
    }

    /** The row of the run counts where its payloads' are gone. */
    private static void withoutTheWhole(List<Payload> payloads) {
        payloads.removeIf(payload -> payload.isWhole() && (payloads.size() > 1 || payload.attempts() == 0));
    }

    private static String bigint(String expression) {
        return "CAST(coalesce(" + expression + ", 0) AS BIGINT)";
    }

    /** No run wrote to a table that lacks columns: each adds them first. */
    private static boolean isOurs(Dataset<Row> rows, String... columns) {
        return Arrays.asList(rows.columns()).containsAll(Arrays.asList(columns));
    }

    private static Payload payload(Row row) {
        return new Payload(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4));
    }

    /** The highest number of a run, 0 where there is none. */
    public int highest() {
        return runs.isEmpty() ? 0 : runs.lastKey();
    }
}
