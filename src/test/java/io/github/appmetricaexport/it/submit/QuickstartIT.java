package io.github.appmetricaexport.it.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.ChildProcess;
import io.github.appmetricaexport.it.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command of a newcomer, save the build, which is under way already. */
class QuickstartIT {
    private static final int ROWS = 5_000;

    @TempDir
    private Path folder;

    @Test
    void worksTwiceAndLeavesNothingRunning() throws Exception {
        for (int time = 1; time <= 2; time++) {
            quickstart(folder.resolve("log-" + time));
        }
    }

    private void quickstart(Path log) throws Exception {
        Path work = folder.resolve("quickstart");
        Map<String, String> environment =
                Map.of("SKIP_BUILD", "1", "QUICKSTART_DIR", work.toString(), "ROWS", Integer.toString(ROWS));
        try (ChildProcess script = new ChildProcess(
                List.of(Project.ROOT.resolve("jobs/quickstart.sh").toString()), Project.ROOT, environment, log)) {
            assertThat(script.exitCode()).as(script.output()).isZero();
            assertThat(script.survivors()).isEmpty();
            assertThat(script.output()).contains("exporting").doesNotContain("invented-key-of");
        }
        JsonNode summary = new ObjectMapper().readTree(summary(work).toFile());
        assertThat(summary.get("books_balance").asBoolean()).isTrue();
        assertThat(summary.get("read").asInt()).isEqualTo(ROWS);
        assertThat(summary.get("outcome").asText()).isEqualTo("complete");
    }

    private static Path summary(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work.resolve("work"))) {
            return files.filter(file -> file.endsWith("summary.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
