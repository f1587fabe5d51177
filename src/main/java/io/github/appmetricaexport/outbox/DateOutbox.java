package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
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

    /** The numbers of all runs that left a folder, in ascending order. */
    public List<Integer> runs() {
        List<Integer> numbers = new ArrayList<>();
        for (FileStatus entry : store.list(folder)) {
            Matcher run = RUN.matcher(entry.getPath().getName());
            if (run.matches()) {
                numbers.add(Integer.valueOf(run.group(1)));
            }
        }
        numbers.sort(null);
        return numbers;
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
        List<Integer> numbers = runs();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            RunPaths paths = paths(numbers.get(i));
            if (store.exists(paths.manifest())) {
                return Optional.of(FrozenRun.open(store, paths));
            }
        }
        return Optional.empty();
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
        List<FrozenRun> before = new ArrayList<>();
        for (int number : runs()) {
            RunPaths paths = paths(number);
            if (paths.equals(run.paths())) {
                break;
            }
            if (store.exists(paths.manifest())) {
                before.add(FrozenRun.open(store, paths));
            }
        }
        return before;
    }

    /** Deletes what planning left behind where it died before its manifest: nothing refers to it. */
    public void sweepUnfrozen() {
        for (int run : runs()) {
            if (!store.exists(paths(run).manifest())) {
                store.delete(new Path(paths(run).root()));
            }
        }
    }

    /** The number of a run to begin: above every one that was ever seen here. */
    public int nextRun() {
        List<Integer> numbers = runs();
        return numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1) + 1;
    }
}
