package io.github.appmetricaexport.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.audit.StatusReport;
import io.github.appmetricaexport.logs.LogsServer;
import io.github.appmetricaexport.logs.LogsServer.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.EventLoggingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** The token is in the requests and nowhere else: every logger at DEBUG, Spark's event log on, answers good and bad. */
class TokenSecrecyOfAReconcileTest extends SparkTest {
    private static final String TELLTALE = "7e21";

    @TempDir
    private Path folder;

    @Test
    void leavesTheTokenInNoLogNoFileAndNoTable() throws Exception {
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
        Logger okHttp = Logger.getLogger("okhttp3");
        okHttp.setLevel(Level.ALL);
        try (DebugLog log = new DebugLog(logs.resolve("debug.log"));
                PromiseFixture fixture = new PromiseFixture(spark(), folder).day(8);
                LogsServer server = new LogsServer(fixture::rows)) {
            fixture.export();
            log.listen();
            fixture.asking(server.uri());
            for (Answer bad : List.of(
                    new Answer(401, "no " + LogsServer.TOKEN),
                    new Answer(403, "no " + LogsServer.TOKEN),
                    new Answer(400, "no " + URLEncoder.encode(LogsServer.TOKEN, StandardCharsets.UTF_8)),
                    new Answer(302, LogsServer.TOKEN))) {
                server.first(bad);
                try {
                    fixture.reconcile(Reconcile.Mode.RESOLVE);
                } catch (RuntimeException e) {
                    failures.add(stack(e));
                }
                console.append(fixture.said());
            }
            server.first(new Answer(503, LogsServer.TOKEN), new Answer(429, LogsServer.TOKEN));
            fixture.reconcile(Reconcile.Mode.RESOLVE);
            console.append(fixture.said())
                    .append(StatusReport.of(fixture.config(), PromiseFixture.DATE, Instant.now()));
            assertThat(server.asked())
                    .hasSizeGreaterThan(6)
                    .allSatisfy(asked ->
                            assertThat(asked.headers()).containsEntry("Authorization", "OAuth " + LogsServer.TOKEN))
                    .allSatisfy(asked -> assertNowhere("a URL", asked.rawUri()));
        } finally {
            spark().sparkContext().removeSparkListener(eventLog);
            eventLog.stop();
        }

        assertThat(failures).hasSize(4);
        failures.forEach(failure -> assertNowhere("an exception", failure));
        assertThat(console.toString()).contains("of 8 accepted events in 2 payloads 8 are visible");
        assertNowhere("the console", console.toString());
        assertNowhereBelow(folder.resolve("work"));
        assertNowhereBelow(folder.resolve("results"));
        assertThat(Files.readString(logs.resolve("debug.log"), StandardCharsets.ISO_8859_1))
                .as("the log is at DEBUG")
                .contains("DEBUG org.apache.spark");
        assertNowhereBelow(logs);
        assertThat(filesBelow(eventLogs)).as("the event log").isNotEmpty();
        assertNowhereBelow(eventLogs);
    }

    private static void assertNowhereBelow(Path place) throws IOException {
        for (Path file : filesBelow(place)) {
            assertNowhere(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
    }

    private static void assertNowhere(String place, String text) {
        for (String spelling : List.of(
                LogsServer.TOKEN,
                URLEncoder.encode(LogsServer.TOKEN, StandardCharsets.UTF_8),
                TELLTALE + "&8",
                "invented/token")) {
            assertThat(text.contains(spelling)).as(place + ": " + spelling).isFalse();
        }
    }

    private static List<Path> filesBelow(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String stack(Throwable failure) {
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        return stack.toString();
    }
}
