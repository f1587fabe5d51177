package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReconcileCommandTest {
    private final StringWriter err = new StringWriter();

    private int run(String... more) {
        List<String> all = new ArrayList<>(List.of("reconcile", "--config", "no-such.conf", "--date", "2026-11-20"));
        all.addAll(List.of(more));
        CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
        return commandLine.execute(all.toArray(String[]::new));
    }

    @Test
    void readsItsConfigurationBeforeItStartsSpark() {
        assertThat(run("--run", "2", "--resolve", "--wait", "90m")).isEqualTo(2);
        assertThat(err.toString()).contains("--config = no-such.conf: there is no such file");
    }

    @Test
    void takesATimeWithItsUnit() {
        for (String bad : List.of("90", "8d", "-1h", "soon")) {
            assertThat(run("--wait", bad)).isEqualTo(2);
            assertThat(err.toString())
                    .contains("must be a duration with its unit (ms, s, m, h, d) from 0s to 7d, is '" + bad + "'");
        }
    }
}
