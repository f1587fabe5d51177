package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SampleDataCommandTest extends SparkTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();

    private int execute(String... arguments) {
        CommandLine commandLine = CommandMain.commandLine();
        commandLine.setErr(new PrintWriter(output));
        commandLine.setOut(new PrintWriter(output));
        return commandLine.execute(arguments);
    }

    @Test
    void helpsAStranger() {
        assertThat(execute("sample-data", "--help")).isZero();
        assertThat(output.toString())
                .contains("--rows=N", "Default: 0.02.", "Default: 1111,2222,3333.", "Example")
                .doesNotContain("${");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(execute("sample-data", "--out=" + folder, "--date=2026-11-20", "--rows=1", "--bad-share=2"))
                .isEqualTo(2);
        assertThat(output.toString()).contains("the share of bad rows is 0 to 1");
        assertThat(execute("sample-data", "--out=" + folder, "--date=20.11.2026", "--rows=1"))
                .isEqualTo(2);
        assertThat(output.toString()).contains("--date");
    }
}
