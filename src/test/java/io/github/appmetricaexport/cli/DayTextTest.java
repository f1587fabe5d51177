package io.github.appmetricaexport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class DayTextTest {
    /** In Tokyo the next day has begun. */
    private final DayText day =
            new DayText(Clock.fixed(Instant.parse("2026-11-26T22:00:00Z"), ZoneId.of("Asia/Tokyo")));

    @Test
    void takesADay() {
        assertThat(day.convert("2026-11-02")).isEqualTo(LocalDate.of(2026, 11, 2));
        assertThat(day.convert("2028-02-29")).isEqualTo(LocalDate.of(2028, 2, 29));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-2, 2026-11-02",
        "2026-1-2, 2026-01-02",
        "20261102, 2026-11-02",
        "2026/11/02, 2026-11-02",
        "2026.11.2, 2026-11-02",
        "02.11.2026, 2026-11-02",
        "2026-11-02T10:00:00Z, 2026-11-02",
        "' 2026-11-02', 2026-11-02",
        "yesterday, 2026-11-25",
        "Today, 2026-11-26",
        "tomorrow, 2026-11-27",
        "2026-02-30, 'YYYY-MM-DD, such as 2026-11-26'",
        "11/02/2026, 'YYYY-MM-DD, such as 2026-11-26'",
        "{date}, 'YYYY-MM-DD, such as 2026-11-26'",
    })
    void saysWhatToWriteForAnythingElse(String text, String write) {
        assertThatThrownBy(() -> day.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is no day: write " + write);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export --config x --date 2026-11-2",
                "status --config x --date 2026-11-2",
                "find --config x --profile-id u --date 2026-11-2",
                "report --config x --date 2026-11-2",
                "results --config x --date 2026-11-2",
                "resolve --config x --all-unknown --as accepted --reason r --date 2026-11-2",
                "sample-data --out x --rows 1 --date 2026-11-2",
            })
    void everyCommandSaysSo(String arguments) {
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));

        assertThat(command.execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString())
                .contains("'2026-11-2' is no day: write 2026-11-02")
                .doesNotContain("DateTime");
    }
}
