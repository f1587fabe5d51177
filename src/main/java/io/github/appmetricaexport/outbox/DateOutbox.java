package io.github.appmetricaexport.outbox;

import static java.util.function.Predicate.not;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** All runs of one job for one date: {@code {work}/{job}/date=D/}. */
public final class DateOutbox {
    private static final Pattern RUN = Pattern.compile("run=(\\d{1,9})");

    private final Store store;
    private final Path folder;
    private final LocalDate date;
    private final String runIdPrefix;

    public DateOutbox(Store store, ExportConfig config, LocalDate date) {
        this(store, config.value(ExportOptions.WORK_PATH), config.value(ExportOptions.JOB_NAME), date);
    }

    DateOutbox(Store store, String workPath, String jobName, LocalDate date) {
        this.store = store;
        this.date = date;
        folder = store.qualified(new Path(new Path(workPath, RunPaths.safe(jobName)), "date=" + date));
        runIdPrefix = jobName + "-" + date + "-";
    }

    public Path folder() {
        return folder;
    }

    /**
     * Makes the job's folder for its owner alone where it is not there, and looks whether the job can write to the date's.
     *
     * @throws OutboxException when it cannot
     */
    public void prepare() {
        store.createForOwner(folder.getParent());
        store.probe(folder);
    }

    /** The numbers of all runs that left a folder, in ascending order. */
    public List<Integer> runs() {
        return store.numbered(folder, RUN).keySet().stream().map(Long::intValue).toList();
    }

    public RunPaths paths(int run) {
        return new RunPaths(new Path(folder, "run=" + run).toString());
    }

    /** The same among all jobs and dates: what the results tables call the run. */
    public String runId(int run) {
        return runIdPrefix + run;
    }

    /** The last run that froze its payloads: the one an export resumes. */
    public Optional<FrozenRun> latestFrozen() {
        return runs().stream()
                .sorted(Comparator.reverseOrder())
                .map(this::paths)
                .filter(this::isFrozen)
                .findFirst()
                .map(paths -> FrozenRun.open(store, paths));
    }

    /**
     * The last run that froze its payloads.
     *
     * @throws ConfigException when nothing is frozen for the date
     */
    public FrozenRun requireFrozen() {
        return latestFrozen()
                .orElseThrow(() -> new ConfigException(List.of(
                        new Problem("--date", date.toString(), "nothing is frozen for this date in work.path"))));
    }

    /** The frozen runs that a later one took the place of. */
    public List<FrozenRun> frozenBefore(FrozenRun run) {
        return allPaths()
                .takeWhile(paths -> !paths.equals(run.paths()))
                .filter(this::isFrozen)
                .map(paths -> FrozenRun.open(store, paths))
                .toList();
    }

    /** Deletes what planning left behind where it died before its manifest: nothing refers to it. */
    public void sweepUnfrozen() {
        allPaths().filter(not(this::isFrozen)).forEach(paths -> store.delete(new Path(paths.root())));
    }

    /** The number of a run to begin: above every one that was ever seen here. */
    public int nextRun() {
        return runs().stream().reduce(0, Math::max) + 1;
    }

    private Stream<RunPaths> allPaths() {
        return runs().stream().map(this::paths);
    }

    private boolean isFrozen(RunPaths paths) {
        return store.exists(paths.manifest());
    }
}
