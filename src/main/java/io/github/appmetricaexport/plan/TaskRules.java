package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.payload.PayloadCut;
import io.github.appmetricaexport.results.DayBounds;
import java.io.Serializable;
import java.time.Instant;

/**
 * What a planning task is told of the rows that it gets.
 *
 * @param cut where a payload ends
 * @param limits past which a value is refused
 * @param bounds past which the day is
 */
public record TaskRules(PayloadCut cut, ValidationLimits limits, DayBounds bounds) implements Serializable {
    /**
     * The rules of the configuration.
     *
     * @param now decides which events are too old or too new; an event must still be young enough when the run's deadline comes, else it
     *     could only be refused later
     */
    public static TaskRules of(ExportConfig config, Instant now) {
        Instant oldest = now.plus(config.value(UploadOptions.DEADLINE)).minus(config.ageWindow());
        return new TaskRules(
                new PayloadCut(config.value(ExportOptions.MAX_ROWS), config.value(ExportOptions.MAX_BYTES)),
                new ValidationLimits(
                        oldest.getEpochSecond(),
                        now.plus(config.value(ApiOptions.MAX_CLOCK_SKEW)).getEpochSecond(),
                        config.value(ApiOptions.MAX_EVENT_JSON_BYTES)),
                DayBounds.of(config));
    }
}
