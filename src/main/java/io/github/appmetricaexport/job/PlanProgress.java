package io.github.appmetricaexport.job;

import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Says every few seconds how far planning has come: tasks done, rows they read, bytes in the outbox. */
final class PlanProgress implements AutoCloseable {
    private final SparkContext context;
    private final Tasks tasks;
    private final ProgressTimer timer;

    private PlanProgress(SparkContext context, Tasks tasks, ProgressTimer timer) {
        this.context = context;
        this.tasks = tasks;
        this.timer = timer;
    }

    /** @param rows that the source holds */
    static PlanProgress start(
            SparkContext context, Store store, RunPaths paths, long rows, Console console, Clock clock) {
        Tasks tasks = new Tasks();
        context.addSparkListener(tasks);
        Instant startedAt = clock.instant();
        return new PlanProgress(
                context,
                tasks,
                ProgressTimer.start(
                        "plan-progress",
                        () -> sayWhereItStands(
                                tasks, store, paths, rows, console, Duration.between(startedAt, clock.instant()))));
    }

    private static void sayWhereItStands(
            Tasks tasks, Store store, RunPaths paths, long rows, Console console, Duration elapsed) {
        try {
            if (tasks.all.get() == 0) {
                console.say("preparing to plan: Spark analyses and compiles");
                return;
            }
            double megabytes = store.bytesIn(paths.payloads()) / 1e6;
            console.say(String.format(
                    Locale.ROOT,
                    "planned %d of %d tasks, %,d of %,d rows in finished ones, %,.1f MB written, %,.1f MB/s",
                    tasks.done.get(),
                    tasks.all.get(),
                    tasks.rows.get(),
                    rows,
                    megabytes,
                    megabytes / Math.max(1, elapsed.toSeconds())));
        } catch (OutboxException unreadable) {
            // The line is for people; a folder that cannot be listed for a moment ends nothing.
            console.say("no progress to tell for the moment");
        }
    }

    @Override
    public void close() {
        timer.close();
        context.removeSparkListener(tasks);
    }

    private static final class Tasks extends SparkListener {
        private final AtomicInteger all = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicLong rows = new AtomicLong();

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted stage) {
            all.addAndGet(stage.stageInfo().numTasks());
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd task) {
            if (task.taskInfo().successful() && task.taskMetrics() != null) {
                done.incrementAndGet();
                rows.addAndGet(task.taskMetrics().inputMetrics().recordsRead());
            }
        }
    }
}
