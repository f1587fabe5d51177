package io.github.appmetricaexport.config;

/** What to do with a day of more events than are left of the budget. */
public enum WhenOverBudget {
    /** Send nothing of it: the gate stays shut. */
    REFUSE,
    /** Send the oldest payloads that fit, and leave the others for later. */
    SEND_WHAT_FITS
}
