package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** All runs of one job for one date: {@code {work}/{job}/date=D/}. */
public final class DateOutbox {
    private static final Pattern RUN = Pattern.compile("run=(\\d{1,9})");
    private static final int HIGHEST_RUN = 999_999_999;

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

    /** The folder with those of all dates of the job. */
    public Path job() {
        return folder.getParent();
    }

    /**
     * Makes the job's folder for its owner alone where it is not there, and looks whether the job can write to the date's.
     *
     * @throws OutboxException when it cannot
     */
    public void prepare() {
        store.createForOwner(job());
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

    /** What the ids of all runs of the date begin with; those of another job may too. */
    public String runIdPrefix() {
        return runIdPrefix;
    }

    /** The number in a run's id; empty when it is another job's or date's. */
    public Optional<Integer> numberOf(String runId) {
        Matcher run = RUN.matcher("run=" + StringUtils.removeStart(runId, runIdPrefix));
        return runId.startsWith(runIdPrefix) && run.matches()
                ? Optional.of(Integer.valueOf(run.group(1)))
                : Optional.empty();
    }

    /**
     * The runs that answer for rows of the date, in ascending order: all that were begun, and the last where it waits for its
     * turn. One that gave way to another, or whose payloads are gone before it was begun, answers for nothing; nor does one that
     * lost its outbox.
     */
    public List<FrozenRun> counting() {
        List<Integer> frozen = frozen().toList();
        List<FrozenRun> counting = new ArrayList<>();
        for (int run : frozen) {
            boolean isLast = run == frozen.get(frozen.size() - 1);
            boolean isBegun = fate(run).isBegun();
            if (isBegun || isLast) {
                FrozenRun opened = open(run);
                if (isBegun || isWaiting(opened)) {
                    counting.add(opened);
                }
            }
        }
        return counting;
    }

    /**
     * The same.
     *
     * @throws ConfigException when there is none
     */
    public List<FrozenRun> requireCounting() {
        List<FrozenRun> counting = counting();
        if (counting.isEmpty()) {
            throw new ConfigException(
                    List.of(new Problem("--date", date.toString(), "nothing is frozen for this date in work.path")));
        }
        return counting;
    }

    /** Of a run that was not begun: whether an export may still take what it froze. */
    private boolean isWaiting(FrozenRun frozen) {
        RunPaths paths = frozen.paths();
        if (new Fate(store, paths).isWithdrawn()) {
            return false;
        }
        // One that an older version withdrew left its manifest alone, and a further run that found nothing never had
        // more.
        return frozen.payloads().isEmpty()
                ? frozen.manifest().earlier().comparedWith().isEmpty()
                        || store.exists(paths.summary())
                        || store.exists(paths.rejects())
                : store.exists(paths.payloads());
    }

    /** Puts a decision on record. */
    public void record(LostRuns lost) {
        lost.record(store, folder);
    }

    /** The decisions of the date, the oldest first; one that is damaged is none. */
    public List<LostRuns> lostRuns() {
        return LostRuns.of(store, folder);
    }

    /**
     * All runs that froze their payloads and did not lose their outbox, in ascending order; of one that was not begun, and of
     * which one can no longer be sure what it froze, the commit is taken back first.
     *
     * @param withdrawn is told of each such run, by what the results tables call it, with what is the matter
     */
    public List<FrozenRun> usable(BiConsumer<String, SpoiltFileException> withdrawn) {
        List<FrozenRun> usable = new ArrayList<>();
        for (int run : frozen().toList()) {
            RunPaths paths = paths(run);
            try {
                usable.add(open(run));
            } catch (SpoiltFileException spoilt) {
                if (!fate(run).withdraw()) {
                    throw spoilt;
                }
                withdrawn.accept(runId(run), spoilt);
                store.delete(paths.manifest());
            }
        }
        return usable;
    }

    /**
     * Deletes what planning left behind where it died before its manifest: nothing refers to it. Its fate stays, so that it is not
     * begun by whoever only seemed to have died.
     *
     * @param next the number of the run that is to begin, as of {@link #nextRun}. A run of that number or above is not looked at: it was planned
     *     since, by whoever took the date over from a driver that does not know it yet, and may be frozen any moment
     */
    public void sweepUnfrozen(int next) {
        runs().stream()
                .filter(run -> run < next)
                .map(this::paths)
                .filter(paths -> !isFrozen(paths) && new Fate(store, paths).withdraw())
                .flatMap(paths -> store.list(new Path(paths.root())).stream()
                        .map(FileStatus::getPath)
                        .filter(path -> !path.getName().equals(paths.fate().getName())))
                .forEach(store::delete);
    }

    /** The runs that were begun and have no manifest any more. */
    public List<Integer> runsWithoutManifest() {
        return runs().stream()
                .filter(run -> !isFrozen(paths(run)))
                .filter(run -> fate(run).isBegun())
                .toList();
    }

    /**
     * The number of a run to begin: above every one that was ever seen here.
     *
     * @param known the highest that is known elsewhere, 0 where there is none
     * @throws ConfigException when there is none above: what was sent under a longer one would not be found again
     */
    public int nextRun(int known) {
        int highest = runs().stream().reduce(known, Math::max);
        if (highest >= HIGHEST_RUN) {
            throw new ConfigException(List.of(new Problem(
                    "work.path",
                    paths(highest).root(),
                    "is the highest number that a run can have, and no export counts that far: see who made it, and"
                            + " delete it if it is empty")));
        }
        return highest + 1;
    }

    /**
     * Lets a run be sent, from now on for ever; one that is already is left as it is.
     *
     * <p>Every run of the date that it was not compared with has to give way first, and none that gave way is begun: so no two
     * runs are sent that hold the same rows, however late whoever froze or begins one of them wakes up.
     *
     * @throws LockHeldException when it gave way itself, or when another was begun that it does not know of: nothing of it is
     *     sent
     */
    public void begin(FrozenRun run) {
        Fate fate = new Fate(store, run.paths());
        if (!fate.isBegun()) {
            List<String> compared = run.manifest().earlier().comparedWith();
            answering()
                    .filter(other -> !paths(other).equals(run.paths()) && !compared.contains(runId(other)))
                    .filter(other -> !fate(other).withdraw())
                    .findFirst()
                    .ifPresent(other -> {
                        throw begunMeanwhile(runId(other));
                    });
        }
        if (!fate.begin()) {
            throw new LockHeldException(
                    "run " + run.manifest().identity().runId()
                            + " gave way to another in the meantime, and nothing of it was sent; run again, which goes on with the other");
        }
    }

    /**
     * Takes a run out of the way of another, for ever, with what it left beside its manifest, which keeps its number.
     *
     * @param first is done before, where it left anything
     * @throws LockHeldException when it was begun since: then it stands
     */
    public void withdraw(FrozenRun run, Runnable first) {
        RunPaths paths = run.paths();
        if (!new Fate(store, paths).withdraw()) {
            throw begunMeanwhile(run.manifest().identity().runId());
        }
        List<Path> left = Stream.of(paths.summary(), paths.payloads(), paths.rejects(), paths.keys())
                .filter(store::exists)
                .toList();
        if (!left.isEmpty()) {
            first.run();
            left.forEach(store::delete);
        }
    }

    private static LockHeldException begunMeanwhile(String runId) {
        return new LockHeldException(
                "run " + runId + " of the date was begun by another driver in the meantime, and nothing"
                        + " was sent beside it; run again, which resumes it");
    }

    /** The frozen runs that did not lose their outbox, in ascending order. */
    private Stream<Integer> frozen() {
        return answering().filter(run -> isFrozen(paths(run)));
    }

    private Stream<Integer> answering() {
        Set<String> lost = lostRuns().stream()
                .flatMap(decision -> decision.runIds().stream())
                .collect(Collectors.toSet());
        return runs().stream().filter(run -> !lost.contains(runId(run)));
    }

    private Fate fate(int run) {
        return new Fate(store, paths(run));
    }

    /** @throws SpoiltFileException also when it is of another date, whose books would pass for those of this one */
    private FrozenRun open(int run) {
        FrozenRun frozen = FrozenRun.open(store, paths(run));
        String of = frozen.manifest().identity().date();
        if (!of.equals(date.toString())) {
            throw new SpoiltFileException(frozen.paths().manifest() + " is of " + of
                    + ": a folder of another date was put in the place of this one's. Move it away, or bring back this date's"
                    + " own");
        }
        return frozen;
    }

    private boolean isFrozen(RunPaths paths) {
        return store.exists(paths.manifest());
    }
}
