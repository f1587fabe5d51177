package io.github.appmetricaexport.cli;

import java.time.LocalDate;
import picocli.CommandLine.Option;

/** A command about a day. */
abstract class DateCommand extends ConfiguredCommand {
    @Option(
            names = "--date",
            required = true,
            paramLabel = "YYYY-MM-DD",
            description =
                    "The day of the events; stands for {date} in source.path, source.filter and source.unique-key.")
    private LocalDate date;

    LocalDate date() {
        return date;
    }
}
