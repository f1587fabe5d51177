package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.config.ConfigFingerprint;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.WhenLate;
import io.github.appmetricaexport.failure.OutOfReach;
import io.github.appmetricaexport.outbox.Fate;
import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.Manifest.Earlier;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.RunPaths;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.source.SourceException;
import io.github.appmetricaexport.source.SourceFile;
import io.github.appmetricaexport.source.SourceListing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides what is to be sent: the payloads that an earlier run froze, or freshly planned ones.
 *
 * <p>Once a run was begun its payloads stand, whatever the source or the configuration says since; what has come to the source by
 * then is another run's. Before that they stand only while nothing they were made from has changed.
 */
public final class Freezer {
    private final JobContext job;
    private final RunLock lock;
    private final ResultsTables tables;
    private final int highestKnownRun;
    private boolean isSourceUnread;

    /** @param highestKnownRun the highest number of a run of the date in the results tables, 0 where there is none */
    public Freezer(JobContext job, RunLock lock, ResultsTables tables, int highestKnownRun) {
        this.job = job;
        this.lock = lock;
        this.tables = tables;
        this.highestKnownRun = highestKnownRun;
    }

    /** The runs of the date that were begun, the oldest first: what they froze stands for ever. */
    public List<FrozenRun> begun() {
        return usable().stream().filter(run -> fate(run).isBegun()).toList();
    }

    /**
     * The run to send next: one that was frozen and not begun, if nothing that it was made from has changed, or a new one. Empty
     * where the runs that were begun have booked every row of the source, and where late rows are to stay behind.
     *
     * @param begun as of {@link #begun()}; whether they are at their end is the caller's affair
     * @throws LockHeldException when another was begun since
     */
    public Optional<FrozenRun> next(List<FrozenRun> begun) {
        // By that one look: what was begun since is another driver's, which the withdrawal finds.
        Set<RunPaths> known = begun.stream().map(FrozenRun::paths).collect(Collectors.toSet());
        // The last may wait to be taken as it is.
        List<FrozenRun> others =
                usable().stream().filter(run -> !known.contains(run.paths())).toList();
        Optional<FrozenRun> next = begun.isEmpty()
                ? Optional.of(first(listing(), others))
                : listed().filter(now -> sendsLateRows() && !isBooked(now, begun))
                        .map(changed -> further(begun, changed, others));
        // Where the source is gone, what waits may be all that is left of late rows.
        others.stream()
                .filter(older -> !isSourceUnread
                        && (next.isEmpty() || !older.paths().equals(next.get().paths())))
                .forEach(this::withdraw);
        return next;
    }

    private FrozenRun first(SourceListing listing, List<FrozenRun> others) {
        SourceDay source = open(listing);
        return waiting(others, List.of(), source)
                .orElseGet(() -> newRun().plan(source, target -> planning().freeze(source, target)));
    }

    private FrozenRun further(List<FrozenRun> begun, SourceListing listing, List<FrozenRun> others) {
        SourceDay source = open(listing);
        return waiting(others, begun, source).orElseGet(() -> freezeFurther(begun, source));
    }

    private FrozenRun freezeFurther(List<FrozenRun> begun, SourceDay source) {
        FrozenRun last = begun.get(begun.size() - 1);
        // Rows that are gone may be back in a file that was added: those are booked.
        Optional<Set<SourceFile>> added = hasRowsOf(last)
                        && hasFilterOf(last)
                        && knowsAllBefore(begun)
                        && last.manifest().earlier().goneRows() == 0
                        && source.listing().keepsFilesOf(Planning.sourceOf(last))
                ? SourceList.added(job.store(), last, source.listing())
                : Optional.empty();
        FrozenRun run = added.isPresent()
                ? freezeAdded(begun, source.only(added.get(), Planning.sourceOf(last)))
                : freezeUnbooked(begun, source);
        Earlier earlier = run.manifest().earlier();
        job.say(String.format(
                Locale.ROOT,
                "a further run of the date: %,d rows are booked by %s; %,d that they booked are gone from the source",
                earlier.bookedRows(),
                String.join(", ", earlier.comparedWith()),
                earlier.goneRows()));
        return run;
    }

    private FrozenRun freezeAdded(List<FrozenRun> begun, SourceDay added) {
        job.say(String.format(
                Locale.ROOT,
                "%,d files were added since the date was sent, and no other has changed: they alone are read",
                added.fileCount()));
        return newRun().plan(added, target -> planning().freezeAdded(added, begun, target));
    }

    private FrozenRun freezeUnbooked(List<FrozenRun> begun, SourceDay source) {
        job.say(
                "the source, its filter or the mapping has changed since the date was sent: all of its rows are planned once more, and compared"
                        + " with what was booked");
        return newRun().plan(source, target -> planning().freezeUnbooked(source, begun, target));
    }

    private List<FrozenRun> usable() {
        return job.outbox().usable((runId, spoilt) -> {
            job.say(spoilt.getMessage());
            forget(runId);
        });
    }

    private Fate fate(FrozenRun run) {
        return new Fate(job.store(), run.paths());
    }

    /** The run that a dry run or the gate left, if it may still be taken as it is. */
    private Optional<FrozenRun> waiting(List<FrozenRun> others, List<FrozenRun> begun, SourceDay source) {
        int begunLast = begun.stream().mapToInt(Freezer::number).max().orElse(0);
        Optional<FrozenRun> stands = others.stream()
                .filter(run -> number(run) > begunLast)
                .reduce((older, last) -> last)
                .filter(run -> stillStands(run, begun, source));
        stands.map(run -> run.manifest().identity())
                .ifPresent(earlier -> job.say("taking the payloads that run " + earlier.runId() + " froze at "
                        + earlier.createdAt() + ": neither source nor configuration has changed since"));
        return stands;
    }

    private SourceListing listing() {
        SourceListing listing = SourceListing.of(job.spark(), job.config(), job.date());
        listing.unfiltered().ifPresent(planning()::requireFilter);
        return listing;
    }

    private SourceDay open(SourceListing listing) {
        return listing.open(job.spark(), job.config().expressions(job.date()).all());
    }

    private boolean stillStands(FrozenRun frozen, List<FrozenRun> begun, SourceDay source) {
        if (fate(frozen).isWithdrawn()
                || !frozen.payloads().isEmpty()
                        && !job.store().exists(frozen.paths().payloads())
                || !frozen.manifest().files().rejectFiles().isEmpty()
                        && !job.store().exists(frozen.paths().rejects())) {
            job.say("nothing of run " + frozen.manifest().identity().runId()
                    + " was ever sent, and it gave way, or its payloads"
                    + " were deleted after work.keep-payloads: planning anew");
            return false;
        }
        boolean configIsTheSame = hasConfigOf(frozen);
        if (!frozen.manifest().earlier().comparedWith().equals(Planning.ids(begun))) {
            job.say("run " + frozen.manifest().identity().runId()
                    + " was never begun, and others were since: planning anew");
            return false;
        }
        if (!configIsTheSame || !isOf(source.listing(), frozen)) {
            job.say("nothing of run " + frozen.manifest().identity().runId() + " was ever sent and the "
                    + (configIsTheSame ? "source" : "configuration") + " has changed: planning anew");
            return false;
        }
        long oldestAllowed = TaskRules.of(job.config(), job.now()).limits().oldestEventTime();
        // Events age while a dry run waits: those that became too old belong among the rejects.
        return frozen.payloads().stream()
                .mapToLong(FrozenPayload::firstEventTime)
                .allMatch(oldest -> oldest >= oldestAllowed);
    }

    private static int number(FrozenRun run) {
        return run.manifest().identity().run();
    }

    private NewRun newRun() {
        return new NewRun(job, lock, highestKnownRun);
    }

    private Planning planning() {
        return new Planning(job, lock.token());
    }

    /** Whether what decides payloads is configured as it was then. */
    private boolean hasConfigOf(FrozenRun frozen) {
        String then = frozen.manifest().origin().planFingerprint();
        return then.equals(ConfigFingerprint.of(job.config()).plan());
    }

    private static boolean isOf(SourceListing source, FrozenRun frozen) {
        return source.isStill(Planning.sourceOf(frozen));
    }

    /** A run that never sent anything gives way to the one that was planned in its place. */
    private void withdraw(FrozenRun superseded) {
        job.outbox()
                .withdraw(
                        superseded,
                        () -> forget(superseded.manifest().identity().runId()));
    }

    private void forget(String runId) {
        try {
            tables.forget(job.date(), runId);
        } catch (IOException e) {
            throw new OutboxException("cannot take back the rows of " + runId, e);
        }
    }

    private boolean sendsLateRows() {
        return job.config().value(ExportOptions.LATE_ROWS) == WhenLate.SEND;
    }

    /** Whether these runs have booked all of it: neither the source nor what becomes of its rows has changed. */
    private boolean isBooked(SourceListing now, List<FrozenRun> begun) {
        FrozenRun last = begun.get(begun.size() - 1);
        return hasRowsOf(last) && hasFilterOf(last) && isOf(now, last) && knowsAllBefore(begun);
    }

    /** Whether the last was compared with all others: where one has lost its outbox since, what that booked is to be sent anew. */
    private static boolean knowsAllBefore(List<FrozenRun> begun) {
        int last = begun.size() - 1;
        return begun.get(last).manifest().earlier().comparedWith().equals(Planning.ids(begun.subList(0, last)));
    }

    /**
     * What the source is now. One that is gone has not changed: frozen payloads do not need it. Of one that is out of reach for
     * now, or of a table that cannot be looked at, nobody knows, which matters where late rows are sent.
     */
    private Optional<SourceListing> listed() {
        try {
            // Listed and not read: of a date that has not changed that is all there is to do.
            return Optional.of(listing());
        } catch (SourceException gone) {
            boolean isTable = !job.config().value(ExportOptions.SOURCE_TABLE).isEmpty();
            if (sendsLateRows() && (OutOfReach.isBehind(gone) || (isTable && !gone.isOfNoTable()))) {
                throw gone;
            }
            isSourceUnread = true;
            job.say("the source can no longer be read; the frozen payloads do not need it");
            return Optional.empty();
        }
    }

    /** Whether what decides about a row is configured as it was then. */
    private boolean hasRowsOf(FrozenRun frozen) {
        String then = frozen.manifest().origin().rowsFingerprint();
        return then == null
                ? hasConfigOf(frozen)
                : then.equals(ConfigFingerprint.of(job.config()).rows());
    }

    /** Whether the same rows are wanted as then. */
    private boolean hasFilterOf(FrozenRun frozen) {
        return planning().filter().equals(frozen.manifest().source().skipped().filter());
    }

    /** What has changed since a run was frozen and has no place in it, a sentence each: said, rather than dropped silently. */
    public List<String> warnings(FrozenRun begun) {
        List<String> warnings = new ArrayList<>();
        if (!hasConfigOf(begun)) {
            warnings.add(
                    "source, mapping or payload settings have changed since the payloads were frozen; they are sent as"
                            + " they are");
        }
        if (!sendsLateRows()) {
            listed().filter(listing -> !isOf(listing, begun))
                    .ifPresent(changed -> warnings.add(
                            "the source has changed since the payloads were frozen; rows that came later are not part of"
                                    + " this run and are not sent (source.late-rows = warn)"));
        }
        if (isSourceUnread) {
            warnings.add("the source could not be read: whether rows came later is not known, and none are sent");
        }
        warnings.forEach(warning -> job.say("WARNING: " + warning));
        return warnings;
    }
}
