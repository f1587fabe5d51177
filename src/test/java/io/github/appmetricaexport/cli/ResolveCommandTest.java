package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ResolveCommandTest {
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of("resolve", "--config", "no-such.conf", "--date", "2026-11-20"));
        all.addAll(List.of(arguments));
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
        return command.execute(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--payload p000001 --as accepted; Missing required option: '--reason=TEXT'",
                "--payload p000001 --reason seen; Missing required option: '--as=accepted|not-applied'",
                "--as accepted --reason seen; Missing required argument",
                "--payload p1 --all-unknown --as accepted --reason seen; mutually exclusive",
                "--all-unknown --as perhaps --reason seen; must be accepted or not-applied, is 'perhaps'"
            })
    void asksForWhatIsMissing(String arguments, String answer) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(answer);
    }

    @Test
    void takesNoBlankReason() {
        assertThat(execute("--all-unknown", "--as", "accepted", "--reason", "  "))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--reason must say how you know, it is blank");
    }

    @Test
    void readsTheConfigurationOnceTheCommandLineIsRight() {
        assertThat(execute("--payload", "p1", "--payload", "p2", "--as", "not-applied", "--reason", "seen"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no-such.conf").contains("there is no such file");
    }
}
