package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.WhenOverBudget;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How many events may be sent within 24 hours, and how many were.
 *
 * @param events as of {@code api.daily-event-budget}
 * @param spent none where there is no budget
 * @param ageWindow how old an event may be when it is sent
 */
public record DailyBudget(long events, EventsSpent spent, Duration ageWindow) {
    /**
     * Where there is a budget, asks the tables, and the outbox for what they do not know yet: of the job's runs of the last dates,
     * as of {@link UnsettledRuns}, which says what that costs.
     *
     * @param own payloads of the run {@code runId}
     */
    public static DailyBudget of(
            ExportConfig config,
            ResultsTables tables,
            Store store,
            String runId,
            List<PayloadResult> own,
            Instant now) {
        long events = config.value(ApiOptions.DAILY_EVENT_BUDGET);
        if (events == ApiOptions.NO_BUDGET) {
            return new DailyBudget(events, EventsSpent.NONE, config.ageWindow());
        }
        Map<String, List<PayloadResult>> outbox = UnsettledRuns.of(store, config, now);
        outbox.put(runId, own);
        return new DailyBudget(events, EventsSpent.of(tables, outbox, now), config.ageWindow());
    }

    /** Whether a day that is over the budget is sent in parts. */
    public static boolean allowsParts(ExportConfig config) {
        return config.value(ApiOptions.WHEN_OVER_BUDGET) == WhenOverBudget.SEND_WHAT_FITS
                && config.value(ApiOptions.DAILY_EVENT_BUDGET) != ApiOptions.NO_BUDGET;
    }

    /** Whether the API no longer takes its oldest event then. */
    public boolean isTooLate(FrozenPayload payload, Instant at) {
        return !at.isBefore(Instant.ofEpochSecond(payload.firstEventTime()).plus(ageWindow));
    }
}
