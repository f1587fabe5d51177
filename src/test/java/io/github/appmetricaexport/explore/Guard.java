package io.github.appmetricaexport.explore;

/** What the promise rests on, each to be left out once. */
public enum Guard {
    CLAIM("an attempt is made by one task: its claim is created by exactly one"),
    LEASE("nobody decides on an attempt that may still be under way"),
    SKEW("a lease is longer by as much as hosts' clocks may differ"),
    FATE("a run is begun or gives way once and for ever, and none is begun beside one with the same rows"),
    FENCE(
            "a task looks whether its run still owns the date, before its claim and after it; which matters where runs have no fate, as"
                    + " those of older versions"),
    RECEIPT("an attempt's receipt comes before the next attempt"),
    SHA("nothing is sent but the bytes that were frozen"),
    STOP("nothing more is sent for an application whose key was refused"),
    BUDGET("nothing is sent beyond the budget of a day"),
    COMPARISON("a further run of a date sends what no earlier run of it has frozen");

    private final String sentence;

    Guard(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
