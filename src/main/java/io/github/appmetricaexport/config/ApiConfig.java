package io.github.appmetricaexport.config;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;

/**
 * What the job takes for true about the API and its plan.
 *
 * @param baseUrl scheme, host and port; HTTPS save to loopback
 * @param keySource where the Post API keys come from
 * @param keyDirectory with {@link KeySource#DIRECTORY}: the folder with a file per application; else empty
 * @param maxEventAge how old an event may be when it is uploaded
 * @param eventAgeMargin how much earlier than that the job stops
 * @param maxClockSkew how far in the future an event may lie
 * @param rejectionIsAtomic whether a 400 is known to refuse the whole file
 * @param maxBisectRequests halves of one refused payload that the search for its bad rows may send
 * @param dailyEventBudget events that may be sent within 24 hours, or {@link #UNLIMITED}
 * @param maxEventJsonBytes the longest {@code event_json}, UTF-8 bytes
 */
public record ApiConfig(
        URI baseUrl,
        KeySource keySource,
        String keyDirectory,
        Duration maxEventAge,
        Duration eventAgeMargin,
        Duration maxClockSkew,
        boolean rejectionIsAtomic,
        int maxBisectRequests,
        long dailyEventBudget,
        int maxEventJsonBytes)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final long UNLIMITED = Long.MAX_VALUE;

    /** How old an event may be when the job begins to upload it. */
    public Duration ageWindow() {
        return maxEventAge.minus(eventAgeMargin);
    }
}
