package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports with Spark's own Prometheus servlet on, as conf/spark-defaults.conf switches it on, and what it then serves. */
class ScrapedExportTest {
    private static final String PREFIX =
            "metrics_appmetrica_export_driver_plugin_io_github_appmetricaexport_metrics_ExportPlugin_";
    private static final Path PROJECT = Path.of(System.getProperty("project.root"));
    private static final Pattern NAME = Pattern.compile("metrics_appmetrica_export_\\w+");

    @TempDir
    private static Path folder;

    private static Map<String, Double> afterRefusal;
    private static Map<String, Double> afterwards;

    @BeforeAll
    static void exportAndScrape() throws Exception {
        SparkConf conf = new SparkConf()
                .setMaster("local[2]")
                .setAppName("scraped")
                .set("spark.ui.port", "0")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.sql.ansi.enabled", "false");
        metricsSettings().forEach(conf::set);
        SparkSessions.withMetrics(conf);
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        try (Day day = new Day(spark, folder)) {
            List<Map<String, String>> events = new ArrayList<>(Day.events("1111", 30));
            events.addAll(Day.events("2222", 20));
            events.add(Day.event("1111", "", "nobody"));
            day.write(events);
            day.set("payload.max-rows", "10");
            day.set("upload.max-concurrent-requests", "1");
            day.key("2222", "a-wrong-invented-key");
            assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);
            afterRefusal = scrape(spark);
            day.key("2222", "invented-key-2");
            assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
            afterwards = scrape(spark);
        } finally {
            spark.stop();
        }
    }

    @Test
    void showsEventsAndPayloadsByOutcome() {
        assertThat(value(afterRefusal, "events_read_Value")).isEqualTo(51);
        assertThat(value(afterRefusal, "events_invalid_Value")).isEqualTo(1);
        assertThat(value(afterRefusal, "events_accepted_Value")).isEqualTo(30);
        assertThat(value(afterRefusal, "events_rejected_Value")).isEqualTo(10);
        assertThat(value(afterRefusal, "events_not_sent_Value")).isEqualTo(10);
        assertThat(value(afterRefusal, "events_unknown_Value")).isZero();
        assertThat(value(afterRefusal, "payloads_accepted_Value")).isEqualTo(3);
        assertThat(value(afterRefusal, "payloads_rejected_Value")).isEqualTo(1);
        assertThat(value(afterRefusal, "payloads_not_sent_Value")).isEqualTo(1);
        assertThat(value(afterRefusal, "run_exit_code_Value")).isEqualTo(5);
    }

    @Test
    void showsHowOldTheOldestUnsentEventIs() {
        assertThat(value(afterRefusal, "oldest_unsent_event_age_seconds_Value")).isBetween(3600.0, 7200.0);
        assertThat(value(afterwards, "oldest_unsent_event_age_seconds_Value")).isZero();
    }

    @Test
    void countsRequestsAndRetriesOverBothRuns() {
        assertThat(value(afterwards, "events_accepted_Value")).isEqualTo(50);
        assertThat(value(afterwards, "requests_accepted_Count") - before("requests_accepted_Count"))
                .isEqualTo(2);
        assertThat(value(afterwards, "retries_Count") - before("retries_Count")).isEqualTo(1);
        assertThat(value(afterwards, "run_exit_code_Value")).isZero();
    }

    @Test
    void showsBytesAndLatency() {
        assertThat(value(afterwards, "bytes_accepted_Value")).isPositive();
        assertThat(value(afterwards, "bytes_sent_Count")).isGreaterThan(value(afterwards, "bytes_accepted_Value"));
        assertThat(value(afterwards, "request_latency_ms_Count")).isPositive();
        assertThat(afterwards).containsKeys(PREFIX + "request_latency_ms_50thPercentile");
        assertThat(value(afterwards, "executor_requests_Count")).isPositive();
        assertThat(value(afterwards, "executor_requests_in_flight_Value")).isZero();
    }

    @Test
    void dashboardAndRulesNameOnlyMetricsThatAreServed() throws IOException {
        for (String file : List.of("grafana-dashboard.json", "alerts.yml")) {
            Set<String> named = new TreeSet<>();
            NAME.matcher(Files.readString(PROJECT.resolve("jobs/monitoring").resolve(file)))
                    .results()
                    .forEach(name -> named.add(name.group()));
            assertThat(named).as(file).isNotEmpty().isSubsetOf(afterwards.keySet());
        }
    }

    private static double value(Map<String, Double> scraped, String name) {
        assertThat(scraped).containsKey(PREFIX + name);
        return scraped.get(PREFIX + name);
    }

    /** Counters go on from run to run of a process, and other tests' exports count too. */
    private static double before(String name) {
        return value(afterRefusal, name);
    }

    /** The lines about metrics in conf/spark-defaults.conf, as jobs/submit.sh passes them on. */
    private static Map<String, String> metricsSettings() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (String line : Files.readAllLines(PROJECT.resolve("conf/spark-defaults.conf"))) {
            if (line.startsWith("spark.metrics.")) {
                String[] keyAndValue = line.split("\\s+", 2);
                settings.put(keyAndValue[0], keyAndValue[1].strip());
            }
        }
        assertThat(settings).hasSize(3);
        return settings;
    }

    private static Map<String, Double> scrape(SparkSession spark) throws Exception {
        int port = URI.create(spark.sparkContext().uiWebUrl().get()).getPort();
        URI page = URI.create(
                "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/metrics/prometheus/");
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        Map<String, Double> values = new TreeMap<>();
        for (String line : text.lines().toList()) {
            // name{labels} value
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, line.indexOf('{')), Double.valueOf(line.substring(space + 1)));
        }
        return values;
    }
}
