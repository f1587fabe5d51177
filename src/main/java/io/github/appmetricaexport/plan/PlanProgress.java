package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.ProgressTimer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.status.api.v1.StageData;

/** Says every few seconds how far planning has come, as Spark knows it: tasks done, rows checked, bytes frozen. */
final class PlanProgress implements AutoCloseable {
    private final SparkContext context;
    private final long rows;
    private final Stages stages = new Stages();
    private final ProgressTimer timer;

    /** @param rows that the source holds */
    PlanProgress(SparkContext context, long rows, Console console, Clock clock) {
        this.context = context;
        this.rows = rows;
        context.addSparkListener(stages);
        Instant startedAt = clock.instant();
        timer = ProgressTimer.start(
                "plan-progress", () -> console.say(line(Duration.between(startedAt, clock.instant()))));
    }

    /** How far it is, after so long. */
    String line(Duration elapsed) {
        OptionalInt latest = stages.latest;
        if (latest.isEmpty()) {
            return "preparing to plan: Spark analyses and compiles";
        }
        try {
            StageData stage = context.statusStore().lastStageAttempt(latest.getAsInt());
            if (stages.isComparing) {
                return String.format(
                        Locale.ROOT,
                        "compared %d of %d parts with what was booked, %s",
                        stage.numCompleteTasks(),
                        stage.numTasks(),
                        ProgressTimer.time(elapsed.toSeconds()));
            }
            if (stages.isLooking) {
                return String.format(
                        Locale.ROOT,
                        "looked for equal keys in %d of %d parts, %s",
                        stage.numCompleteTasks(),
                        stage.numTasks(),
                        ProgressTimer.time(elapsed.toSeconds()));
            }
            double megabytes = stage.outputBytes() / 1e6;
            return String.format(
                    Locale.ROOT,
                    "planned %d of %d tasks, %,d of %,d rows, %,.1f MB written, %,.1f MB/s",
                    stage.numCompleteTasks(),
                    stage.numTasks(),
                    stage.outputRecords(),
                    rows,
                    megabytes,
                    megabytes / Math.max(1, elapsed.toSeconds()));
        } catch (NoSuchElementException notYetKnown) {
            return "no progress to tell for the moment";
        }
    }

    @Override
    public void close() {
        timer.close();
        context.removeSparkListener(stages);
    }

    private static final class Stages extends SparkListener {
        private volatile OptionalInt latest = OptionalInt.empty();
        private volatile boolean isComparing;
        private volatile boolean isLooking;

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted stage) {
            String description = String.valueOf(stage.properties().getProperty("spark.job.description"));
            isComparing = description.startsWith(LateRows.DESCRIPTION);
            isLooking = description.startsWith(DuplicateKeys.DESCRIPTION);
            latest = OptionalInt.of(stage.stageInfo().stageId());
        }
    }
}
