package io.github.appmetricaexport.metrics;

import com.codahale.metrics.MetricRegistry;
import io.github.appmetricaexport.metrics.ExecutorMetrics.Report;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the job's metrics in Spark's own metrics system, and with it in every sink that a cluster has.
 *
 * <p>Named in {@code spark.plugins}, where the job puts it beside what is there. Executors have no page to scrape: each
 * also tells the driver, every two seconds, how many requests it has in flight.
 *
 * <p>Metrics are for looking at. Without the plugin, or when a registry refuses it, the export is the same.
 */
public final class ExportPlugin implements SparkPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(ExportPlugin.class);
    private static final long SECONDS_BETWEEN_REPORTS = 2;

    @Override
    public DriverPlugin driverPlugin() {
        return new OnDriver();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new OnExecutor();
    }

    private static void register(Consumer<MetricRegistry> metrics, PluginContext context) {
        try {
            metrics.accept(context.metricRegistry());
        } catch (RuntimeException e) {
            LOG.warn("no metrics of {}: {}", context.executorID(), e.getMessage());
        }
    }

    private static final class OnDriver implements DriverPlugin {
        @Override
        public Map<String, String> init(SparkContext spark, PluginContext context) {
            register(RunMetrics.here()::registerIn, context);
            return Map.of();
        }

        @Override
        public Object receive(Object message) {
            if (message instanceof Report report) {
                RunMetrics.here().take(report);
            }
            return null;
        }
    }

    private static final class OnExecutor implements ExecutorPlugin {
        private final ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(new BasicThreadFactory.Builder()
                        .namingPattern("export-metrics")
                        .daemon(true)
                        .build());
        private boolean driverKnows = true;

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // What a report fails with is logged, and the timer ends it.
        public void init(PluginContext context, Map<String, String> fromDriver) {
            register(ExecutorMetrics.here()::registerIn, context);
            timer.scheduleWithFixedDelay(
                    () -> report(context), SECONDS_BETWEEN_REPORTS, SECONDS_BETWEEN_REPORTS, TimeUnit.SECONDS);
        }

        private void report(PluginContext context) {
            Report report = ExecutorMetrics.here().report(context.executorID());
            // An executor that is idle, and has said so, has nothing to tell.
            if (report.isIdle() && driverKnows) {
                return;
            }
            try {
                context.send(report);
                driverKnows = report.isIdle();
            } catch (Exception driverGone) {
                LOG.debug("the driver was not told of the requests in flight: {}", driverGone.getMessage());
            }
        }

        @Override
        public void shutdown() {
            timer.shutdownNow();
        }
    }
}
