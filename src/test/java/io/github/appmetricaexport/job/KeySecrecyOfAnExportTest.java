package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.event;
import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.sandbox.FaultPlan;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.EventLoggingListener;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** The key is in the requests and nowhere else: every logger at DEBUG, Spark's event log on, runs good and bad. */
class KeySecrecyOfAnExportTest extends SparkTest {
    /** It looks different raw and percent-encoded. */
    private static final String KEY = "invented/key+5f3a&9c=";

    private static final String TELLTALE = "5f3a";

    @TempDir
    private Path folder;

    @Test
    void leavesTheKeyInNoLogNoFileAndNoTable() throws Exception {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Path eventLogs = Files.createDirectories(folder.resolve("event-logs"));
        StringBuilder console = new StringBuilder();
        List<String> failures = new ArrayList<>();
        EventLoggingListener eventLog = new EventLoggingListener(
                "test",
                Option.empty(),
                eventLogs.toUri(),
                new SparkConf().set("spark.eventLog.compress", "false"),
                spark().sparkContext().hadoopConfiguration());
        eventLog.start();
        spark().sparkContext().addSparkListener(eventLog);
        List<String> tables = new ArrayList<>();
        try (DebugLog log = new DebugLog(logs.resolve("debug.log"));
                Day day = new Day(spark(), folder, Map.of(1111, KEY))) {
            log.listen();
            List<Map<String, String>> events = new ArrayList<>(events("1111", 6));
            events.add(event("0", "invalid", "invalid"));
            day.write(events);
            day.set("payload.max-rows", "1");

            day.key("1111", "wrong-" + KEY);
            assertThat(day.export()).isEqualTo(RunOutcome.REFUSED);
            console.append(day.said());
            day.key("1111", KEY);
            day.restartSandbox(FaultPlan.of(1, "500:1:to=2", "307:1:from=3,to=3", "503:1:from=4,to=4"));
            console.append(day.export()).append(day.said());
            day.set("upload.when-unknown", "resend");
            assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
            console.append(day.said()).append(StatusReport.of(day.config(), Day.DATE, java.time.Instant.now()));
            day.set(
                    "work.path",
                    folder.resolve("ledger").resolve("requests.jsonl").toString());
            try {
                day.export();
            } catch (RuntimeException e) {
                failures.add(stack(e));
            }
            for (String table : List.of("payloads", "rejects", "runs")) {
                day.table(table).stream().map(Row::mkString).forEach(tables::add);
            }
        } finally {
            spark().sparkContext().removeSparkListener(eventLog);
            eventLog.stop();
        }

        assertThat(failures).hasSize(1);
        assertThat(tables).hasSize(6 + 1 + 1);
        assertNowhere("the console", console.toString());
        failures.forEach(failure -> assertNowhere("an exception", failure));
        tables.forEach(row -> assertNowhere("a table", row));
        assertNowhereBelow(folder.resolve("work"));
        assertNowhereBelow(folder.resolve("results"));
        // OkHttp speaks through java.util.logging, to which the tests of uploads listen.
        assertThat(text(logs.resolve("debug.log")).contains("DEBUG org.apache.spark"))
                .as("the log is at DEBUG")
                .isTrue();
        assertNowhereBelow(logs);
        assertThat(filesBelow(eventLogs)).as("the event log").isNotEmpty();
        for (Path file : filesBelow(eventLogs)) {
            assertThat(text(file).contains("SparkListenerTaskEnd")).isTrue();
        }
        assertNowhereBelow(eventLogs);
    }

    private static void assertNowhereBelow(Path place) throws IOException {
        for (Path file : filesBelow(place)) {
            assertNowhere(file.toString(), text(file));
        }
    }

    private static void assertNowhere(String place, String text) {
        assertThat(text.contains(KEY)).as(place).isFalse();
        assertThat(text.contains(URLEncoder.encode(KEY, StandardCharsets.UTF_8)))
                .as(place)
                .isFalse();
        int at = text.indexOf(TELLTALE + "&9");
        assertThat(at < 0 ? "" : text.substring(Math.max(0, at - 60), at + 20))
                .as(place)
                .isEmpty();
    }

    private static List<Path> filesBelow(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Any bytes as characters, so that a search finds what it would find in the bytes. */
    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static String stack(Throwable failure) {
        java.io.StringWriter stack = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(stack));
        return stack.toString();
    }
}
