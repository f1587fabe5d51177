package io.github.appmetricaexport.it.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.outbox.Store;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name node that is lost while the job sends: outbox and results are on it, the source is not. */
@Tag("cluster")
class HdfsOutageIT {
    private static final String KEY = "an-invented-key-for-hdfs";
    private static final int ROWS = 300;
    private static final String DATE =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();

    @TempDir
    private Path folder;

    @Test
    void endsWith6WhenTheNameNodeIsLostAndResumesWhenItIsBack() throws Exception {
        Path lake = folder.resolve("lake");
        SampleDay.make(lake, DATE, ROWS);
        try (HdfsProcess hdfs = HdfsProcess.start(folder.resolve("hdfs"));
                SandboxProcess sandbox = SandboxProcess.start(
                        folder, Map.of(ExportSetting.APPLICATION, KEY), "--fault=slow:1:delay=0.3")) {
            ExportSetting setting = ExportSetting.write(
                    folder,
                    lake,
                    DATE,
                    sandbox.baseUrl(),
                    KEY,
                    "work.path = \"" + hdfs.uri() + "/work\"",
                    "results.path = \"" + hdfs.uri() + "/results\"",
                    "payload.max-rows = 25",
                    "upload { call-timeout = 5s, host-clock-skew = 1s, max-concurrent-requests = 1 }");
            try (SparkSubmitProcess export = submit(setting, "export.log")) {
                Await.until("two payloads are applied", () -> sandbox.requestsApplied() >= 2 || !export.isAlive());
                hdfs.kill();

                assertThat(export.exitCode()).as(export.output()).isEqualTo(6);
                assertThat(sandbox.rowsApplied()).isBetween(1L, (long) ROWS - 1);
                assertThat(export.output()).doesNotContain("\tat ").doesNotContain(KEY);
            }
            hdfs.startAgain();
            try (SparkSubmitProcess again = submit(setting, "again.log")) {
                // Whether the name node went between an answer and its receipt decides.
                assertThat(again.exitCode()).as(again.output()).isIn(0, 7);
            }
            JsonNode summary = summary(hdfs);
            long accepted = summary.at("/events/accepted").asLong();
            assertThat(summary.get("books_balance").asBoolean()).isTrue();
            assertThat(accepted + summary.at("/events/unknown").asLong()).isEqualTo(ROWS);
            assertThat(sandbox.rowsApplied()).isBetween(accepted, (long) ROWS);
            assertThat(sandbox.bodiesApplied()).doesNotHaveDuplicates();
        }
    }

    /** With a client that gives up sooner than Hadoop's own. */
    private static SparkSubmitProcess submit(ExportSetting setting, String log) {
        return setting.submit(
                log,
                "--master=local[1]",
                "--conf=spark.ui.enabled=false",
                "--conf=spark.hadoop.ipc.client.connect.max.retries=2",
                "--conf=spark.hadoop.ipc.client.connect.retry.interval=200");
    }

    private static JsonNode summary(HdfsProcess hdfs) throws Exception {
        org.apache.hadoop.fs.Path work = new org.apache.hadoop.fs.Path(hdfs.uri() + "/work");
        try (Store store = new Store(new Configuration(), work)) {
            return new ObjectMapper()
                    .readTree(
                            store.read(new org.apache.hadoop.fs.Path(work, "it/date=" + DATE + "/run=1/summary.json")));
        }
    }
}
