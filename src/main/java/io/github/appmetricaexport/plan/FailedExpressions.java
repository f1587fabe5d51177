package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.RowsWhere;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Of which expressions a planning failed: after the failure, and only then, each field is evaluated apart and written
 * nowhere.
 */
record FailedExpressions(SparkContext context, Normalization mapping, Clock clock) {
    private static final String JOB_GROUP = "appmetrica-export-failed-expressions";

    /**
     * What to tell, a problem for each field; empty when no expression is to blame.
     *
     * @param failure that nothing else explains
     * @param longest after which the search is given up: the row may be the last of a large day
     */
    List<Problem> behind(Exception failure, Duration longest) {
        Instant end = clock.instant().plus(longest);
        Timer timer = new Timer(JOB_GROUP, true);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        context.cancelJobGroup(JOB_GROUP);
                    }
                },
                longest.toMillis());
        List<Problem> problems = new ArrayList<>();
        try {
            context.setJobGroup(JOB_GROUP, "find the expression that failed", true);
            for (RowsWhere condition : mapping.conditions()) {
                Optional<Exception> ofCondition =
                        clock.instant().isBefore(end) ? failure(condition.picked()) : Optional.empty();
                if (ofCondition.isPresent()) {
                    // Each field's would fail with it.
                    return List.of(condition.problem(ofCondition.get()));
                }
            }
            for (Normalization field : mapping.apart()) {
                if (clock.instant().isBefore(end) && !context.isStopped()) {
                    failure(field.rows()).map(field::problem).ifPresent(problems::add);
                }
            }
        } finally {
            context.clearJobGroup();
            timer.cancel();
        }
        return problems.isEmpty() && Normalization.isOfARow(failure) ? List.of(mapping.problem(failure)) : problems;
    }

    private Optional<Exception> failure(Dataset<Row> values) {
        try {
            values.write().format("noop").mode("overwrite").save();
            return Optional.empty();
        } catch (Exception failed) {
            return Failures.isUnexplained(failed, context.conf()) ? Optional.of(failed) : Optional.empty();
        }
    }
}
