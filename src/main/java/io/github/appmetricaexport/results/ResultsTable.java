package io.github.appmetricaexport.results;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.Locale;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.spark.sql.types.StructType;

/**
 * The shapes of the results tables. A new column goes to the end of its table, and none is ever taken away: a table that an
 * older version made gains what it lacks.
 *
 * <p>Every table ends with the columns of {@link #PARTITION}, by which a run owns its rows.
 */
public enum ResultsTable {
    PAYLOADS("What became of each payload: one request body of events", ResultsColumns.PAYLOADS),

    /** Also the shape of the outbox's files of refused rows. */
    REJECTS("Each refused row, whole, with the reasons against it", ResultsColumns.REJECTS),

    RUNS("The books of each run", ResultsColumns.RUNS),

    /** Only with {@code results.index-events}. */
    EVENTS("Where each event is, by a keyed hash of its user", ResultsColumns.EVENTS),

    /** Only where the reconcile command was run: it adds rows, and no row is ever replaced. */
    VISIBILITY("What AppMetrica showed of each payload, each time it was asked", ResultsColumns.VISIBILITY);

    /** A job's run of a day; the run's id is unique among all jobs and dates. */
    static final StructType PARTITION = new StructType()
            .add("date", DateType, true, "The day of the events")
            .add("run_id", StringType, true, "The run that wrote the row, and alone replaces it");

    private final String sentence;
    private final StructType columns;

    ResultsTable(String sentence, ResultsColumns<?> columns) {
        this.sentence = sentence;
        this.columns = columns.type();
    }

    /** The name of the table, or of its folder. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a row is, for a catalog's comment. */
    String sentence() {
        return sentence;
    }

    /** The columns without those of {@link #PARTITION}, each with its comment. */
    StructType columns() {
        return columns;
    }

    /** All columns, in order. */
    StructType schema() {
        return new StructType(ArrayUtils.addAll(columns.fields(), PARTITION.fields()));
    }
}
