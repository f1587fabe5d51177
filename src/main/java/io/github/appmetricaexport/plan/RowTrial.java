package io.github.appmetricaexport.plan;

import static org.apache.spark.sql.functions.col;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.plan.PreviewSettings.Kind;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.ProgressTimer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Takes rows the way that a planning takes them, by the same rules and in the same sink's hands, and writes nothing.
 *
 * @param mapped the rows, as the mapping makes them
 */
public record RowTrial(Normalization mapped, TaskRules rules) {
    /** Rows that fit into any driver, at 230 kB each. */
    private static final int BEGINNING = 1_000;

    /** For the expression that Spark could not go on with; nobody waits longer for a look at ten rows. */
    private static final Duration LONGEST_SEARCH = Duration.ofSeconds(20);

    /**
     * The first rows; what lies behind them is not read, as far as Spark can help it.
     *
     * @throws ConfigException when an expression cannot be evaluated for a row
     */
    public Preview first(int rows) {
        return told(() -> firstOf(rows));
    }

    private Preview firstOf(int rows) {
        return new PreviewWrite(taken(rows), new PreviewSettings(rules, Kind.ANY, rows)).run();
    }

    /** In one partition, in the driver's memory. */
    private Dataset<Row> taken(int rows) {
        Dataset<Row> all = mapped.rowsWithSource();
        Dataset<Row> bytes = all.select(columns(all.schema(), DataTypes.BinaryType));
        // Spark begins with one task, and starts others only while there are too few rows.
        Dataset<Row> taken = all.sparkSession().createDataFrame(bytes.takeAsList(rows), bytes.schema());
        return taken.select(columns(all.schema(), DataTypes.StringType)).coalesce(1);
    }

    /**
     * The first rows that are refused; the rest of a large day is not read once there are enough. Errors as of {@link #first}.
     *
     * @param console is told how far it is, every few seconds
     */
    public Preview refused(int rows, Console console) {
        PreviewSettings wanted = new PreviewSettings(rules, Kind.REFUSED, rows);
        // A task that is done reads the rest of its split all the same: most days have enough at their beginning.
        Preview beginning = told(() -> new PreviewWrite(taken(BEGINNING), wanted).run());
        if (beginning.rows().size() == rows || beginning.lookedAt() < BEGINNING) {
            return beginning;
        }
        PreviewWrite write = new PreviewWrite(mapped.rowsWithSource(), wanted);
        ProgressTimer progress = ProgressTimer.start("preview-progress", () -> console.say(write.progress()));
        try (progress) {
            return told(write::run);
        }
    }

    /** A failure as an export would tell it. */
    private Preview told(Supplier<Preview> trial) {
        try {
            return trial.get();
        } catch (Exception failure) {
            SparkContext context = mapped.rows().sparkSession().sparkContext();
            if (Failures.isUnexplained(failure, context.conf())) {
                List<Problem> problems =
                        new FailedExpressions(context, mapped, Clock.systemUTC()).behind(failure, LONGEST_SEARCH);
                if (!problems.isEmpty()) {
                    throw new ConfigException(problems);
                }
            }
            throw Failures.ofPlanning(failure, context.conf());
        }
    }

    /** On the driver texts would be read as characters, and what is no UTF-8 would not come back: they travel as bytes. */
    private static Column[] columns(StructType schema, DataType texts) {
        return Arrays.stream(schema.fields())
                .map(field -> (field.dataType().equals(DataTypes.StringType)
                                ? col(field.name()).cast(texts)
                                : col(field.name()))
                        .as(field.name(), field.metadata()))
                .toArray(Column[]::new);
    }
}
