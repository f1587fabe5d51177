package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.source.SourceFailure;
import io.github.appmetricaexport.upload.DirectoryKeyStore;
import io.github.appmetricaexport.upload.MissingKeyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailureTest {
    private final StringWriter err = new StringWriter();

    private int handle(Exception failure) {
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err));
        return new Failure().handleExecutionException(failure, command, null);
    }

    @Test
    void namesEveryProblemOfTheConfiguration() {
        int exitCode = handle(new ConfigException(List.of(
                new Problem("work.path", "/a", "is wrong"), new Problem("results.path", "/b", "is wrong too"))));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("2 problems", "work.path", "results.path", "is wrong too", "exit 2:");
    }

    @Test
    void hasItsExitCodeForEveryKindOfFailure() {
        Exception source =
                SourceFailure.in(new ParquetDecodingException("a damaged page")).orElseThrow();

        assertThat(Failure.outcome(source)).isEqualTo(RunOutcome.BAD_SOURCE);
        assertThat(Failure.outcome(new OutboxException("no space"))).isEqualTo(RunOutcome.INCOMPLETE);
        assertThat(Failure.outcome(new LockHeldException("held"))).isEqualTo(RunOutcome.LOCKED);
        Exception missingKey = catchThrowableOfType(
                MissingKeyException.class, () -> new DirectoryKeyStore(Path.of("no-such-folder")).keyOf("1111"));

        assertThat(Failure.outcome(missingKey)).isEqualTo(RunOutcome.BAD_CONFIG);
        assertThat(Failure.outcome(new IllegalStateException("unforeseen"))).isEqualTo(RunOutcome.BUG);
    }

    @Test
    void tellsAUsersMistakeWithoutAStack() {
        assertThat(handle(new OutboxException("cannot write /work: No space left on device")))
                .isEqualTo(6);
        assertThat(err.toString())
                .contains("error: cannot write /work: No space left on device", "exit 6:", "run again to resume")
                .doesNotContain("\tat ");
    }

    @Test
    void showsTheStackOfABug() {
        assertThat(handle(new IllegalStateException("unforeseen"))).isEqualTo(1);
        assertThat(err.toString()).contains("java.lang.IllegalStateException: unforeseen", "\tat ", "exit 1:");
    }
}
