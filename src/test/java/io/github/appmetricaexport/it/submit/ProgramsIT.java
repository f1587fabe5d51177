package io.github.appmetricaexport.it.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.Project;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SandboxProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs read of a day that went through the real spark-submit: standard output, whole, and nothing but it. */
class ProgramsIT {
    private static final int ROWS = 300;

    @TempDir
    private Path folder;

    private final String date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    private ExportSetting setting;

    /** With Spark's own words at INFO, and with logs that are JSON themselves. */
    @Test
    void standardOutputIsADocumentWhateverSparkSays() throws Exception {
        Path lake = folder.resolve("lake");
        SampleDay.make(lake, date, ROWS, 0.1);
        String key = "an-invented-key";
        try (SandboxProcess sandbox = SandboxProcess.start(folder, Map.of(ExportSetting.APPLICATION, key))) {
            setting = ExportSetting.write(folder, lake, date, sandbox.baseUrl(), key, "gate.max-invalid-share = 1")
                    .withEnvironment("JAVA_TOOL_OPTIONS", "-Dappmetrica.log.level=info");

            JsonNode missing = document(2, "results", "--date", date);
            assertThat(missing.at("/error/problems/0/key").asText()).isEqualTo("--date");

            JsonNode backfill = document(0, "backfill", "--from", date, "--to", date);
            assertThat(backfill.at("/days/0/outcome").asText()).isEqualTo("complete");
            long accepted = backfill.at("/events/accepted").asLong();
            assertThat(accepted + backfill.at("/events/invalid").asLong()).isEqualTo(ROWS);

            assertThat(document(0, "status", "--date", date)
                            .at("/total/events/accepted")
                            .asLong())
                    .isEqualTo(accepted);
            JsonNode results = document(0, "--json-logs", "results", "--date", date);
            assertThat(results.at("/runs/0/accepted").asLong()).isEqualTo(accepted);
            assertThat(results.at("/payloads").size())
                    .isEqualTo(results.at("/payload_count").asInt());
            assertThat(document(0, "find", "--date", date, "--profile-id", "nobody")
                            .at("/runs/0/searched_all")
                            .asBoolean())
                    .isTrue();
        }
    }

    private JsonNode document(int exitCode, String... arguments) throws IOException {
        Path out = folder.resolve("document.json");
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "exec \"$@\" >\"$0\"",
                out.toString(),
                Project.ROOT.resolve("jobs/submit.sh").toString(),
                "--master",
                "local[2]",
                "--conf",
                "spark.ui.enabled=false"));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--output", "json", "--config", folder.resolve("export.conf").toString()));
        try (ChildProcess process =
                new ChildProcess(command, Project.ROOT, setting.environment(), folder.resolve("words.log"))) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(exitCode);
            return new ObjectMapper()
                    .readerFor(JsonNode.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(out.toFile());
        }
    }
}
