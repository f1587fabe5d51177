package io.github.appmetricaexport.cli;

import java.time.LocalDate;
import picocli.CommandLine.Option;

/** The day that a command is about. */
final class DateOption {
    @Option(
            names = "--date",
            required = true,
            paramLabel = "YYYY-MM-DD",
            description = "The day of the events; stands for {date} in source.path.")
    private LocalDate date;

    LocalDate date() {
        return date;
    }
}
