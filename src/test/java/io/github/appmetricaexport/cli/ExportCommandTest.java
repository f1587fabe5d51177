package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "' '; ; --after-lost-outbox must say how you know, it is blank",
                "because; --dry-run; --after-lost-outbox decides to send: leave it out, or --dry-run"
            })
    void takesADecisionOnlyWithAReasonAndToSend(String reason, String more, String answer) {
        StringWriter err = new StringWriter();

        int exitCode = Main.commandLine()
                .setErr(new PrintWriter(err, true))
                .execute(
                        "export",
                        "--config=no-such.conf",
                        "--date=2026-11-20",
                        "--after-lost-outbox=" + reason,
                        more == null ? "-Djob.name=x" : more);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains(answer);
    }
}
