package io.github.appmetricaexport.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.StageInfo;

/** What the stages of this process cost, in the order of their ends. Spark makes it by its name, from spark.extraListeners. */
public final class StageCosts extends SparkListener {
    private static final List<StageCost> ENDED = new ArrayList<>();

    /**
     * One stage.
     *
     * @param rowsRead by all of its tasks from files
     * @param wallSeconds from its submission to its end
     * @param cpuSeconds of its tasks' threads; neither the garbage collector's nor the compiler's
     */
    record StageCost(long rowsRead, double wallSeconds, double cpuSeconds) {}

    @Override
    public void onStageCompleted(SparkListenerStageCompleted completed) {
        StageInfo stage = completed.stageInfo();
        TaskMetrics metrics = stage.taskMetrics();
        long millis = (long) stage.completionTime().get()
                - (long) stage.submissionTime().get();
        synchronized (ENDED) {
            ENDED.add(new StageCost(
                    metrics.inputMetrics().recordsRead(), millis / 1e3, metrics.executorCpuTime() / 1e9));
        }
    }

    /** Those that ended since it was asked last. */
    static List<StageCost> take() {
        synchronized (ENDED) {
            List<StageCost> taken = List.copyOf(ENDED);
            ENDED.clear();
            return taken;
        }
    }
}
