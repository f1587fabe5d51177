package io.github.appmetricaexport.settle;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/** The command that decides what lost answers count for, as an operator types it. */
public final class ResolveCommandLine {
    /** Beyond so many names a line is no longer read, and the command takes all that are in doubt. */
    private static final int MOST_NAMED = 5;

    private ResolveCommandLine() {}

    /** @param payloadIds those in doubt, all of the date's, at least one */
    public static String of(LocalDate date, List<String> payloadIds) {
        String which = payloadIds.size() > MOST_NAMED
                ? "--all-unknown"
                : payloadIds.stream().map(id -> "--payload " + id).collect(Collectors.joining(" "));
        return "jobs/submit.sh resolve --config FILE --date " + date + " " + which
                + " --as accepted|not-applied --reason TEXT";
    }
}
