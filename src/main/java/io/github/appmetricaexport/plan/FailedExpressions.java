package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.normalize.Normalization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import org.apache.spark.SparkContext;

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
            Optional<Problem> ofFilter = mapping.ofFilter()
                    .filter(filter -> clock.instant().isBefore(end))
                    .flatMap(filter -> failure(filter).map(filter::problem));
            if (ofFilter.isPresent()) {
                // Each field's would fail with it.
                return List.of(ofFilter.get());
            }
            for (Normalization field : mapping.apart()) {
                if (clock.instant().isBefore(end) && !context.isStopped()) {
                    failure(field).map(field::problem).ifPresent(problems::add);
                }
            }
        } finally {
            context.clearJobGroup();
            timer.cancel();
        }
        return problems.isEmpty() && Normalization.isOfARow(failure) ? List.of(mapping.problem(failure)) : problems;
    }

    private Optional<Exception> failure(Normalization field) {
        try {
            field.rows().write().format("noop").mode("overwrite").save();
            return Optional.empty();
        } catch (Exception failed) {
            return Failures.isUnexplained(failed, context.conf()) ? Optional.of(failed) : Optional.empty();
        }
    }
}
