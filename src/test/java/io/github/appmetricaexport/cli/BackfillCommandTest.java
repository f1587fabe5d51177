package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BackfillCommandTest {
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine main = Main.commandLine().setErr(new PrintWriter(err));
        return main.execute(arguments);
    }

    @Test
    void daysInTheWrongOrderAreAMistake() {
        assertThat(run("backfill", "--config", "none.conf", "--from", "2026-11-22", "--to", "2026-11-20"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--from 2026-11-22 is after --to 2026-11-20");
    }

    @Test
    void takesDaysAsExportDoes() {
        assertThat(run("backfill", "--config", "none.conf", "--from", "2026-11-2", "--to", "2026-11-20"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'2026-11-2' is no day: write 2026-11-02");
    }
}
