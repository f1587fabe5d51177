package io.github.appmetricaexport.results;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.results.Objection.Code;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Past what size a day is no day but a mistake. While it is planned each task asks it of its own part and the driver of all
 * parts together, so that a day of too much ends early; the gate asks it once more.
 *
 * @param applicationId the expression that says whose an event is, as it is configured
 * @param maxBytes of payloads and refused rows
 */
public record DayBounds(int maxApplications, String applicationId, long maxBytes) implements Serializable {
    public static DayBounds of(ExportConfig config) {
        return new DayBounds(
                config.value(ExportOptions.MAX_APPLICATIONS),
                config.value(ExportOptions.mapping(PostApiField.APPLICATION_ID)),
                config.value(ExportOptions.MAX_DAY_BYTES));
    }

    /** Why a day of so much, or a part of one, is refused; empty within the bounds. */
    public List<Objection> objections(int applications, long bytes) {
        List<Objection> objections = new ArrayList<>();
        if (applications > maxApplications) {
            objections.add(new Objection(
                    Code.TOO_MANY_APPLICATIONS,
                    String.format(
                            Locale.ROOT,
                            "more than %,d applications in this day, the most that gate.max-applications allows:"
                                    + " mapping.application_id is %s; is that a column of users? Map what says the application, or"
                                    + " raise gate.max-applications",
                            maxApplications,
                            applicationId)));
        }
        if (bytes > maxBytes) {
            objections.add(new Objection(
                    Code.TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "more than %,d bytes of payloads and refused rows in this day, the most that gate.max-bytes allows:"
                                    + " Parquet packs repeated values tightly, so small files can hold it. Look for values longer"
                                    + " than they should be, or raise gate.max-bytes",
                            maxBytes)));
        }
        return objections;
    }
}
