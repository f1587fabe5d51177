package io.github.appmetricaexport.explore;

/**
 * One step of a history.
 *
 * @param actor the driver or the task, from 0
 * @param payload from 0; -1 where it is not about one
 * @param number the attempt, or what the kind says
 */
public record Step(Kind kind, int actor, int payload, int number) {
    /** What happens. */
    public enum Kind {
        LEASE_ENDS("the lease of attempt %n of %p is over"),
        ROTS("%p rots on the disk"),
        SOURCE_CHANGES("the source gets more rows"),
        TAKES_LOCK("driver %a takes the lock, epoch %n"),
        DRIVER_DIES("driver %a dies"),
        ORDERS("driver %a orders attempt %n of %p from a task"),
        ORDERS_BY_A_CLOCK_AHEAD("driver %a, whose clock is ahead, orders attempt %n of %p from a task"),
        LOOKS_ACCEPTED("the operator looks at %p in doubt: it shall count as accepted"),
        LOOKS_NOT_APPLIED("the operator looks at %p in doubt: it shall count as not applied"),
        RESOLVES("the decision on %p is put on record"),
        SEES_TOO_LARGE("driver %a sees that %p is to be halved"),
        HALVES("driver %a halves %p"),
        FINDS_UNTOUCHED("driver %a finds nothing claimed of the date, and plans run %n"),
        FINDS_SETTLED("driver %a finds run 1 settled and the source larger, and plans run %n"),
        RESUMES("driver %a goes on with run %n"),
        LOOKS_AT_LOCK("driver %a has planned, and still owns the date"),
        FREEZES("driver %a freezes run %n"),
        FINDS_FROZEN("driver %a finds run %n frozen by another, and ends"),
        SEES_OLDER_UNTOUCHED("driver %a sees that nothing of run 1 was claimed"),
        WITHDRAWS("driver %a deletes the payloads of run 1"),
        GATE_OPENS("the gate lets driver %a send run %n"),
        FINDS_NO_OTHER("driver %a finds no run that holds rows of run %n"),
        MAKES_WAY("driver %a has run %n give way"),
        FINDS_OTHER_BEGUN("driver %a finds run %n begun by another, and ends"),
        BEGINS("driver %a begins run %n"),
        FINDS_IT_GAVE_WAY("driver %a finds that run %n gave way, and ends"),
        CLAIMS("task %a claims attempt %n of %p"),
        LOSES_CLAIM("task %a finds attempt %n of %p claimed"),
        OPENS("task %a opens the file of %p"),
        FINDS_NO_FILE("task %a may not send attempt %n of %p any more"),
        ANSWERED("task %a sends %p: "),
        RECEIPT("task %a writes the receipt of attempt %n of %p"),
        RECEIPT_AND_DIES("task %a writes the receipt of attempt %n of %p, and dies"),
        NO_RECEIPT("the outbox takes no receipt of attempt %n of %p, and task %a goes on"),
        TASK_DIES("task %a dies");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    static Step of(Kind kind, int actor, int payload, int number) {
        return new Step(kind, actor, payload, number);
    }

    /** For {@link Kind#ANSWERED}. */
    public Answer answer() {
        return Answer.values()[number];
    }

    @Override
    public String toString() {
        String text = kind.words
                .replace("%a", Integer.toString(actor + 1))
                .replace("%p", "payload " + (payload + 1))
                .replace("%n", Integer.toString(number));
        return kind == Kind.ANSWERED ? text + answer() : text;
    }
}
