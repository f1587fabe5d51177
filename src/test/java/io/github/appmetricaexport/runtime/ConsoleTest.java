package io.github.appmetricaexport.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream target = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(target, false, StandardCharsets.UTF_8),
            Clock.fixed(Instant.parse("2026-11-22T23:05:09.9Z"), ZoneId.of("Asia/Tokyo")));

    @Test
    void putsTheTimeInUtcBeforeALineAndFlushesIt() {
        console.say("planning");

        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("23:05:09 planning" + System.lineSeparator());
    }

    @Test
    void aLineStaysALineWhateverIsInIt() {
        console.say("of part\n23:05:09 done\u001b[2J.parquet");

        assertThat(target.toString(StandardCharsets.UTF_8))
                .isEqualTo("23:05:09 of part\\n23:05:09 done\\u001b[2J.parquet" + System.lineSeparator());
    }

    @Test
    void nothingInATextSteersTheTerminal() {
        console.show("two\nlines\u001b[31m \u009b2J \u202e");

        assertThat(target.toString(StandardCharsets.UTF_8))
                .isEqualTo("two\nlines\\u001b[31m \\u009b2J \\u202e" + System.lineSeparator());
    }

    @Test
    void showsTextAsItIs() {
        console.show("two\nlines");

        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("two\nlines" + System.lineSeparator());
    }
}
