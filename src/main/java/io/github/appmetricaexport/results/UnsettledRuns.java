package io.github.appmetricaexport.results;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.outbox.Store;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs of a job of which the results tables do not know all that was sent, since they claimed something after they were last
 * settled: their drivers were killed, or they are under way.
 */
final class UnsettledRuns {
    private static final Logger LOG = LoggerFactory.getLogger(UnsettledRuns.class);
    private static final String DATE = "date=";

    private UnsettledRuns() {}

    /**
     * The payloads of these runs, by the runs' ids.
     *
     * <p>Costs a listing of the job's folder, one of each date in reach, two of each of their runs, and the receipts of those that
     * are found. In reach are dates whose events the API could take within the budget's last day: some two weeks by default.
     *
     * @param now decides which dates these are, and which leases are over
     */
    static Map<String, List<PayloadResult>> of(Store store, ExportConfig config, Instant now) {
        LocalDate oldest = LocalDate.ofInstant(now.minus(EventsSpent.WINDOW).minus(config.ageWindow()), ZoneOffset.UTC)
                // Of some zone's day.
                .minusDays(1);
        Map<String, List<PayloadResult>> unsettled = new HashMap<>();
        for (FileStatus folder : store.list(new DateOutbox(store, config, oldest).job())) {
            date(folder.getPath().getName())
                    .filter(date -> !date.isBefore(oldest))
                    .map(date -> new DateOutbox(store, config, date))
                    .ifPresent(date -> add(store, date, now, unsettled));
        }
        return unsettled;
    }

    private static void add(Store store, DateOutbox date, Instant now, Map<String, List<PayloadResult>> unsettled) {
        for (int run : date.runs()) {
            RunPaths paths = date.paths(run);
            if (hasClaimedSince(store, paths)) {
                payloads(store, paths, now).ifPresent(payloads -> unsettled.put(date.runId(run), payloads));
            }
        }
    }

    /** Its summary is written when its tables are. */
    private static boolean hasClaimedSince(Store store, RunPaths run) {
        long settled = time(store, new Path(run.root()), run.summary().getName());
        return store.list(run.claims()).stream().anyMatch(claim -> claim.getModificationTime() > settled);
    }

    private static long time(Store store, Path folder, String name) {
        return store.list(folder).stream()
                .filter(file -> file.getPath().getName().equals(name))
                .mapToLong(FileStatus::getModificationTime)
                .findFirst()
                .orElse(Long.MIN_VALUE);
    }

    /** Empty where nobody can tell any more what it froze: then what the tables know is all that is known. */
    private static Optional<List<PayloadResult>> payloads(Store store, RunPaths run, Instant now) {
        if (!store.exists(run.manifest())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Journal(store, run)
                    .histories(FrozenRun.open(store, run).payloads()).stream()
                            .map(history -> PayloadResult.of(history, now))
                            .toList());
        } catch (SpoiltFileException | ConfigException unreadable) {
            LOG.warn(
                    "what was sent since {} was settled does not count for the budget: {}",
                    run.root(),
                    unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> date(String folder) {
        try {
            return folder.startsWith(DATE)
                    ? Optional.of(LocalDate.parse(StringUtils.removeStart(folder, DATE)))
                    : Optional.empty();
        } catch (DateTimeParseException notADate) {
            return Optional.empty();
        }
    }
}
