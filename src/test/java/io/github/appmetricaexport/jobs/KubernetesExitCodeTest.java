package io.github.appmetricaexport.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code jobs/kubernetes/exit-code.awk} on logs of the shape that spark-submit 3.5 and 4.1 write. */
class KubernetesExitCodeTest {
    private static final int INCOMPLETE = 6;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "complete, 0",
        "in-doubt, 7",
        "in-doubt-beside-a-sidecar, 7",
        "in-doubt-before-a-sidecar, 7",
        "failed-for-its-sidecar-alone, 6",
        "refused-in-a-container-of-another-name, 5",
        "killed-for-its-memory, 137",
        "evicted, 6",
        "deleted-while-it-ran, 6",
        "deleted-while-its-sidecar-had-ended, 6",
        "not-waited-for, 0"
    })
    void tellsWhatBecameOfTheDriver(String log, int exitCode) throws Exception {
        String recorded = recorded(log);

        Ended ended = read(recorded, 0);

        assertThat(ended.exitCode()).isEqualTo(exitCode);
        assertThat(ended.log()).startsWith(recorded);
        assertThat(ended.log().contains("run again, it resumes")).isEqualTo(exitCode == INCOMPLETE);
    }

    @Test
    void tellsASubmissionThatFailed() throws Exception {
        Ended ended = read("Exception in thread \"main\" KubernetesClientException: Forbidden\n", 1);

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.log()).doesNotContain("submitted");
    }

    private String recorded(String name) throws IOException {
        try (InputStream log = getClass().getResourceAsStream("kubernetes/" + name + ".log")) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Ended read(String log, int submitted) throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("log"), log + "submitted: " + submitted + "\n");
        Path passedOn = folder.resolve("passed-on");
        Path script = SubmitScript.PROJECT.resolve("jobs/kubernetes/exit-code.awk");
        int exitCode = new ProcessBuilder("awk", "-f", script.toString())
                .redirectInput(input.toFile())
                .redirectError(passedOn.toFile())
                .start()
                .waitFor();
        return new Ended(exitCode, Files.readString(passedOn));
    }

    private record Ended(int exitCode, String log) {}
}
