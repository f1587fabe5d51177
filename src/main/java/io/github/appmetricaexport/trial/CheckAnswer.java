package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** A check for programs: of a date, or of examples. */
public record CheckAnswer(
        @JsonPropertyDescription("The day whose source was looked at; null of examples")
        LocalDate date,

        @JsonPropertyDescription(
                "What was found of each part, in the order in which an export comes to them; none of examples")
        List<Found> findings,

        @JsonPropertyDescription("What became of the examples; null of a date")
        ExampleReport examples) {

    /** A finding in words. */
    public record Found(
            @JsonPropertyDescription("configuration, source, mapping, sample, keys, address, results or work")
            String part,

            @JsonPropertyDescription("ok, wrong, or unknown where it cannot be told while another part is wrong")
            String mark,

            @JsonPropertyDescription("What was found, in words")
            String sentence) {}

    public static CheckAnswer of(CheckReport report) {
        return new CheckAnswer(
                report.date(),
                report.findings().stream()
                        .map(finding -> new Found(
                                finding.part().label(),
                                finding.mark().name().toLowerCase(Locale.ROOT),
                                finding.sentence()))
                        .toList(),
                null);
    }

    public static CheckAnswer of(ExampleReport report) {
        return new CheckAnswer(null, List.of(), report);
    }
}
