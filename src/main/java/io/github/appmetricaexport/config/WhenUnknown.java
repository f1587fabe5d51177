package io.github.appmetricaexport.config;

/** What to do with a payload that may or may not have been applied. */
public enum WhenUnknown {
    /** Neither send nor count it; the exit code says so, and {@code resolve} decides. */
    HOLD,
    /** Send it again: at least once. */
    RESEND,
    /** Count it as accepted: at most once. */
    ASSUME_ACCEPTED
}
