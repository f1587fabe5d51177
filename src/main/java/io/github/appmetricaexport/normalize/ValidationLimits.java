package io.github.appmetricaexport.normalize;

import java.io.Serializable;
import org.apache.commons.lang3.Validate;

/**
 * The bounds of a valid row that belong to the run and not to a field.
 *
 * @param oldestEventTime Unix seconds, included: an earlier event is refused
 * @param newestEventTime Unix seconds, included: a later event is refused
 * @param maxEventJsonBytes the longest {@code event_json}, UTF-8 bytes, included
 */
public record ValidationLimits(long oldestEventTime, long newestEventTime, int maxEventJsonBytes)
        implements Serializable {
    public ValidationLimits {
        Validate.isTrue(
                oldestEventTime <= newestEventTime,
                "no event lies between %s and %s",
                oldestEventTime,
                newestEventTime);
        Validate.isTrue(maxEventJsonBytes >= 2, "{} alone is 2 bytes, the limit is %s", maxEventJsonBytes);
    }
}
