package io.github.appmetricaexport.explore;

/** What the promise rests on, each to be left out once. */
public enum Guard {
    /** One attempt is made by one task: the claim is created by exactly one. */
    CLAIM,
    /** Nobody decides on an attempt that may still be under way. */
    LEASE,
    /** A task looks whether its run still owns the date, before its claim and after it. */
    FENCE,
    /** Of these two looks the second: the first alone does not see who takes over between it and the claim. */
    FENCE_AFTER_THE_CLAIM,
    /** An attempt's receipt comes before the next attempt. */
    RECEIPT,
    /** Nothing is sent but the bytes that were frozen. */
    SHA,
    /** Nothing more is sent for an application whose key was refused. */
    STOP,
    /** Nothing is sent beyond the budget of a day. */
    BUDGET,
    /** A further run of a date sends what no earlier run of it has frozen. */
    COMPARISON
}
