package io.github.appmetricaexport.it.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.GraphiteServer;
import io.github.appmetricaexport.it.JsonLog;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An export with two executor processes as those see it who are paged: scraped while requests are in flight, pushed when it
 * ends, and logged in JSON.
 */
class WatchIT {
    private static final String KEY = "an-invented-key-that-nobody-may-see";
    private static final String PLUGIN = "io.github.appmetricaexport.metrics.ExportPlugin";
    private static final String PREFIX = "metrics_appmetrica_export_driver_plugin_" + PLUGIN.replace('.', '_') + "_";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final int ROWS = 400;
    private static final int ACCEPTED_FIRST = 3;

    @TempDir
    private Path folder;

    @Test
    void isScrapedWhileItSendsPushedWhenItEndsAndLoggedInJson() throws Exception {
        String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        SampleDay.make(folder.resolve("lake"), date, ROWS);
        try (HeldApi api = new HeldApi(ACCEPTED_FIRST);
                GraphiteServer graphite = new GraphiteServer()) {
            int port = freePort();
            ExportSetting setting = ExportSetting.write(
                    folder.resolve("run"),
                    folder.resolve("lake"),
                    date,
                    api.baseUrl(),
                    KEY,
                    "payload.max-rows = 25",
                    "upload { max-concurrent-requests = 4, first-back-off = 10ms, longest-back-off = 100ms }");
            try (SparkSubmitProcess export = setting.submit("export.log", options(port, graphite.port()))) {
                Map<String, Double> scraped = scrapeUntilRequestsAreHeld(port, export);
                double payloads = sum(scraped, "payloads_accepted_Value", "payloads_not_sent_Value");
                assertThat(scraped.get(PREFIX + "events_accepted_Value")
                                + scraped.get(PREFIX + "events_not_sent_Value"))
                        .isEqualTo(ROWS);
                assertThat(scraped)
                        .containsEntry(PREFIX + "requests_refused_for_now_Count", 1.0)
                        .containsEntry(PREFIX + "events_read_Value", (double) ROWS)
                        .containsEntry(PREFIX + "run_exit_code_Value", -1.0);
                assertThat(scraped.get(PREFIX + "requests_in_flight_Value")).isBetween(1.0, 4.0);
                assertThat(scraped.get(PREFIX + "oldest_unsent_event_age_seconds_Value"))
                        .isPositive();

                api.goOn();
                assertThat(export.exitCode()).as(export.output()).isZero();

                assertThat(pushedByTheDriver(graphite, "payloads_accepted")).isEqualTo(payloads);
                assertThat(pushedByTheDriver(graphite, "run_exit_code")).isZero();
                assertThat(pushedByTheDriver(graphite, "retries.count")).isEqualTo(1);
                Await.until(
                        "the executors' last words are read",
                        () -> pushedByExecutors(graphite, "executor_requests.count") == api.requests());
                assertEveryLineIsJson(export.output());
            }
        }
    }

    private static String[] options(int uiPort, int graphitePort) {
        String sink = "spark.metrics.conf.*.sink.graphite.";
        List<String> options = new ArrayList<>(
                List.of("--json-logs", "--master", "local-cluster[2,1,1024]", "--conf", "spark.ui.port=" + uiPort));
        Map.of("class", "org.apache.spark.metrics.sink.GraphiteSink", "host", "127.0.0.1", "port", "" + graphitePort)
                .forEach((key, value) -> options.addAll(List.of("--conf", sink + key + "=" + value)));
        return options.toArray(String[]::new);
    }

    private static Map<String, Double> scrapeUntilRequestsAreHeld(int port, SparkSubmitProcess export)
            throws Exception {
        Map<String, Double> scraped = new HashMap<>();
        Await.until("requests are seen in flight", () -> {
            if (!export.isAlive()) {
                throw new AssertionError("it ended: " + export.output());
            }
            scraped.putAll(scrape(port));
            // Receipts are told one by one: between two of them a scrape sees some.
            return sum(scraped, "requests_accepted_Count", "requests_refused_for_now_Count") == ACCEPTED_FIRST + 1
                    && scraped.get(PREFIX + "requests_in_flight_Value") > 0;
        });
        return scraped;
    }

    private static Map<String, Double> scrape(int port) throws InterruptedException {
        URI page = URI.create("http://127.0.0.1:" + port + "/metrics/prometheus/");
        Map<String, Double> values = new HashMap<>();
        try {
            String text = CLIENT.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            text.lines().filter(line -> line.startsWith(PREFIX)).forEach(line -> {
                int space = line.lastIndexOf(' ');
                values.put(line.substring(0, line.indexOf('{')), Double.valueOf(line.substring(space + 1)));
            });
            return values;
        } catch (IOException notUpYet) {
            return Map.of();
        }
    }

    private static double sum(Map<String, Double> scraped, String... names) {
        double sum = 0;
        for (String name : names) {
            sum += scraped.getOrDefault(PREFIX + name, 0.0);
        }
        return sum;
    }

    private static double pushedByTheDriver(GraphiteServer graphite, String name) {
        return graphite.last().getOrDefault("appmetrica_export.driver.plugin." + PLUGIN + "." + name, Double.NaN);
    }

    private static double pushedByExecutors(GraphiteServer graphite, String name) {
        return graphite.last().entrySet().stream()
                .filter(metric ->
                        metric.getKey().matches("appmetrica_export\\.\\d+\\.plugin\\." + PLUGIN + "\\." + name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static void assertEveryLineIsJson(String output) {
        assertThat(JsonLog.messages(output))
                .anyMatch(message -> message.startsWith("sending "))
                .anyMatch(message -> message.contains("books    balanced"));
        assertThat(output).doesNotContain(KEY);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
