package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How a run ended, with the exit code that says so. */
public enum RunOutcome {
    COMPLETE(0, "every valid event was accepted, or nothing was left to do"),
    BUG(1, "the job itself failed: please report it with the log"),
    BAD_CONFIG(2, "the configuration or the command line is wrong"),
    BAD_SOURCE(3, "the source is missing, unreadable or of another shape"),
    GATE_REFUSED(4, "a check before sending failed; nothing was sent"),
    REFUSED(5, "the API refused payloads"),
    INCOMPLETE(6, "not everything was sent; run again to resume"),
    IN_DOUBT(7, "answers were lost; the payloads in doubt need a decision"),
    UNBALANCED(8, "the books do not balance; trust no number of this run"),
    LOCKED(9, "another run holds the lock of this job and date"),
    /** Of the reconcile command alone. */
    NOT_VISIBLE(10, "accepted events did not become visible in AppMetrica");

    /**
     * From what needs a person most to what needs nobody: first what makes every number doubtful, then what may be counted wrongly
     * for ever, what was refused, what has to be mended before it can be sent; last what the same command mends.
     */
    private static final List<RunOutcome> BY_GRAVITY = List.of(
            UNBALANCED,
            BUG,
            IN_DOUBT,
            NOT_VISIBLE,
            REFUSED,
            BAD_CONFIG,
            GATE_REFUSED,
            BAD_SOURCE,
            INCOMPLETE,
            LOCKED,
            COMPLETE);

    private final int exitCode;
    private final String sentence;

    RunOutcome(int exitCode, String sentence) {
        this.exitCode = exitCode;
        this.sentence = sentence;
    }

    public int exitCode() {
        return exitCode;
    }

    /** What it means, for the summary, README and {@code --help}. */
    public String sentence() {
        return sentence;
    }

    /** The value in the results tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What several runs amount to; complete when there are none. */
    public static RunOutcome gravest(Collection<RunOutcome> outcomes) {
        return BY_GRAVITY.stream().filter(outcomes::contains).findFirst().orElse(COMPLETE);
    }

    /** What a run that came to its end amounts to: the gravest of what its books show. */
    public static RunOutcome of(Books books) {
        return of(books, 0);
    }

    /**
     * As {@link #of(Books)}, where not all that is unknown needs a decision.
     *
     * @param undecidable payloads among the unknown ones on which nobody can decide yet: only time can tell
     */
    public static RunOutcome of(Books books, long undecidable) {
        if (!books.balance()) {
            return UNBALANCED;
        }
        if (books.payloads(Outcome.UNKNOWN) > undecidable) {
            return IN_DOUBT;
        }
        if (books.payloads(Outcome.REJECTED) > 0) {
            return REFUSED;
        }
        if (books.payloads(Outcome.NOT_SENT) > 0 || undecidable > 0) {
            return INCOMPLETE;
        }
        return COMPLETE;
    }
}
