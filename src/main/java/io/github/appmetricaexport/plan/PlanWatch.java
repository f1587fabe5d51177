package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.results.DayTooLargeException;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Ends a planning as soon as one task says that the day is too large: Spark would try that task again, and have the others go on. */
final class PlanWatch extends SparkListener implements AutoCloseable {
    private final SparkContext context;
    private volatile OptionalInt stage = OptionalInt.empty();
    private volatile DayTooLargeException refusal;

    PlanWatch(SparkContext context) {
        this.context = context;
        context.addSparkListener(this);
    }

    /** What the planning was ended for; empty while it was not. */
    Optional<DayTooLargeException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        stage = OptionalInt.of(submitted.stageInfo().stageId());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() instanceof ExceptionFailure failure
                && failure.className().equals(DayTooLargeException.class.getName())) {
            refusal = new DayTooLargeException(failure.description());
            stop();
        }
    }

    /** Has the tasks end that are still running. */
    void stop() {
        stage.ifPresent(context::cancelStage);
    }

    @Override
    public void close() {
        context.removeSparkListener(this);
    }
}
