package io.github.appmetricaexport.results;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How many rows the days of a job have: what a new day is held against.
 *
 * @param rows of each of the last days, over all runs of the day; at most {@link #DAYS}
 */
public record UsualRows(List<Long> rows) {
    /** A week, so that a Sunday is no stranger. */
    public static final int DAYS = 7;

    /** Of fewer days nobody can say what is usual. */
    public static final int FEWEST = 3;

    /** How far away a day may be; a job that runs once a week has seven within. */
    private static final int REACH = 90;

    private static final List<String> PLACES =
            List.of("accepted", "assumed_accepted", "rejected", "invalid", "unknown", "not_sent");

    public UsualRows {
        rows = List.copyOf(rows);
    }

    /**
     * Asks the table {@link ResultsTable#RUNS}; costs a listing, and the rows of 90 days before the date and after it. The days
     * before come first: those after count where a day is exported late. Runs that the gate refused, and the date's own, are no
     * measure; dry runs are not in the table.
     *
     * @throws IOException when the tables' file system cannot be read
     */
    public static UsualRows of(ResultsTables tables, String job, LocalDate date) throws IOException {
        return new UsualRows(tables
                .read(ResultsTable.RUNS, date.minusDays(REACH), date.plusDays(REACH))
                .map(runs -> nearest(runs, job, date))
                .orElse(List.of())
                .stream()
                .map(day -> day.getLong(0))
                .toList());
    }

    private static List<Row> nearest(Dataset<Row> runs, String job, LocalDate date) {
        Column own = lit(Date.valueOf(date));
        Column rows = PLACES.stream()
                .map(place -> coalesce(col(place), lit(0L)))
                .reduce(Column::plus)
                .orElseThrow();
        return runs.filter(col("job").equalTo(job).and(col("date").notEqual(own)))
                // One that was refused later had begun: it passed once.
                .filter(col("outcome")
                        .notEqual(RunOutcome.GATE_REFUSED.label())
                        .or(col("requests").gt(0)))
                .groupBy("date")
                .agg(sum(rows).as("rows"))
                .orderBy(col("date").gt(own), abs(datediff(col("date"), own)))
                .limit(DAYS)
                .select("rows")
                .collectAsList();
    }

    /** Whether there are enough to say what is usual. */
    public boolean isKnown() {
        return rows.size() >= FEWEST;
    }

    /** Half of the days have no more than this; of an even number the mean of the two in the middle. */
    public double median() {
        long[] sorted = rows.stream().mapToLong(Long::longValue).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
    }
}
