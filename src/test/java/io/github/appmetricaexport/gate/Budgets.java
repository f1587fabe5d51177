package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.results.Objection;
import java.time.Instant;
import java.util.List;

/** Whether the budget lets so many events pass, for whoever asks from another package. */
public final class Budgets {
    private Budgets() {}

    /** @param spent events that other runs sent within a day */
    public static boolean allow(ExportConfig config, Manifest manifest, long events, long spent) {
        return new Gate(config)
                        .objections(new Gate.Facts(
                                manifest,
                                new Gate.Events(events, spent, 0),
                                null,
                                new Gate.Keys(1, List.of()),
                                Instant.MAX))
                        .stream()
                        .noneMatch(objection -> objection.code() == Objection.Code.OVER_BUDGET);
    }
}
