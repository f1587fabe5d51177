package io.github.appmetricaexport.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.github.appmetricaexport.Pages;
import java.time.Clock;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on monitoring has every metric, and none that is not there. */
class MonitoringPageTest {
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    @Test
    void thePageHasEveryMetricOfTheDriver() {
        MetricRegistry registry = new MetricRegistry();
        new RunMetrics(Clock.systemUTC()).registerIn(registry);
        assertThat(names("driver")).containsExactlyInAnyOrderElementsOf(registry.getNames());
    }

    @Test
    void thePageHasEveryMetricOfAnExecutor() {
        MetricRegistry registry = new MetricRegistry();
        new ExecutorMetrics().registerIn(registry);
        assertThat(names("executor")).containsExactlyInAnyOrderElementsOf(registry.getNames());
    }

    private static Iterable<String> names(String part) {
        return NAME.matcher(Pages.between("jobs/monitoring/README.md", part))
                .results()
                .map((MatchResult name) -> name.group(1))
                .toList();
    }
}
