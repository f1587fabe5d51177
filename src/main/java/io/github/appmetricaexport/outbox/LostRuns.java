package io.github.appmetricaexport.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A person's decision that a date may be sent anew, whole, though runs of it have lost their outbox.
 *
 * @param runIds whose payloads the results tables know and the outbox does not
 * @param events how many such payloads hold: if they were applied they count twice for ever
 * @param reason why, in the words of whoever decided
 * @param by a person's login
 */
public record LostRuns(List<String> runIds, long events, String reason, String by, Instant decidedAt) {
    private static final Logger LOG = LoggerFactory.getLogger(LostRuns.class);
    private static final Pattern FILE = Pattern.compile("lost\\.(\\d{1,9})");

    public LostRuns {
        runIds = List.copyOf(runIds);
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(decidedAt, "decidedAt");
    }

    /** Puts it on record in the folder of its date. */
    void record(Store store, Path folder) {
        long number = 1;
        while (!store.createIfAbsent(new Path(folder, "lost." + number), Json.writeForPeople(this))) {
            number++;
        }
    }

    /** Those of a date, the oldest first; one that is damaged is none. */
    static List<LostRuns> of(Store store, Path folder) {
        List<LostRuns> lost = new ArrayList<>();
        for (Path file : store.numbered(folder, FILE).values()) {
            try {
                lost.add(store.read(file, LostRuns.class));
            } catch (SpoiltFileException spoilt) {
                LOG.warn("the decision on lost runs has to be made again: {}", spoilt.getMessage());
            }
        }
        return lost;
    }
}
