package io.github.appmetricaexport.normalize;

import java.io.Serializable;
import java.util.Locale;

/**
 * The bounds of a valid row that belong to the run and not to a field.
 *
 * @param oldestEventTime Unix seconds, included: an earlier event is refused
 * @param newestEventTime Unix seconds, included: a later event is refused
 * @param maxEventJsonBytes the longest {@code event_json}, UTF-8 bytes, included
 */
public record ValidationLimits(long oldestEventTime, long newestEventTime, int maxEventJsonBytes)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    public ValidationLimits {
        if (oldestEventTime > newestEventTime) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "no event lies between %d and %d", oldestEventTime, newestEventTime));
        }
        if (maxEventJsonBytes < 2) {
            throw new IllegalArgumentException("{} alone is 2 bytes, the limit is " + maxEventJsonBytes);
        }
    }
}
