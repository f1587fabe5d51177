package io.github.appmetricaexport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every script of the project starts a sandbox with. */
class WithSandboxIT {
    @TempDir
    private Path folder;

    @Test
    void tellsTheCommandWhereTheSandboxIsAndWhatItsKeysAre() throws Exception {
        try (ChildProcess script = start("--", "bash", "-c", "curl -sf $SANDBOX_URL/counts && env")) {
            assertThat(script.exitCode()).as(script.output()).isZero();
            assertThat(script.output())
                    .contains("\"requests\":0")
                    .contains("QUICKSTART=file://" + work())
                    .contains("APPMETRICA_POST_API_KEY_1111=invented-key-of-1111")
                    .contains("APPMETRICA_LOGS_API_TOKEN=invented-logs-api-token");
            assertThat(script.survivors()).isEmpty();
        }
        assertThat(work().resolve("ledger")).exists();
    }

    @Test
    void endsAsTheCommandDidAndLeavesNoSandbox() throws Exception {
        Path elsewhere = folder.resolve("elsewhere");
        try (ChildProcess script = start("--ledger", elsewhere.toString(), "--", "bash", "-c", "exit 7")) {
            assertThat(script.exitCode()).as(script.output()).isEqualTo(7);
            assertThat(script.survivors()).isEmpty();
        }
        assertThat(elsewhere).exists();
        assertThat(work().resolve("ledger")).doesNotExist();
    }

    @Test
    void runsNothingWhereTheSandboxDoesNotStart() throws Exception {
        Path written = folder.resolve("written");
        try (ChildProcess script = start("--fault", "no-such-fault:1", "--", "touch", written.toString())) {
            assertThat(script.exitCode()).isEqualTo(1);
            assertThat(script.output()).contains("no-such-fault", "jobs/with-sandbox: the sandbox did not start");
        }
        assertThat(written).doesNotExist();
    }

    @Test
    void wantsACommand() throws Exception {
        try (ChildProcess script = start("--")) {
            assertThat(script.exitCode()).isEqualTo(2);
            assertThat(script.output()).contains("jobs/with-sandbox FOLDER [OPTIONS OF THE SANDBOX] -- COMMAND");
        }
    }

    private Path work() {
        return folder.resolve("work");
    }

    private ChildProcess start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Project.ROOT.resolve("jobs/with-sandbox").toString());
        command.add(Files.createDirectories(work()).toString());
        command.addAll(List.of(arguments));
        return new ChildProcess(command, Project.ROOT, Map.of(), folder.resolve("script.log"));
    }
}
