package io.github.appmetricaexport.api;

/**
 * What is known after one POST about the rows it carried.
 *
 * <p>The line that matters runs between {@link #AMBIGUOUS} and the rest: only there may the rows have been applied
 * without our knowing. The API has no deduplication, so nothing ambiguous is ever sent again by default.
 */
public enum AttemptOutcome {
    /** A complete 200 that says what {@code api.accepted-answer} does, and no more: applied. */
    ACCEPTED,
    /** A complete refusal that would be the same next time: not applied. */
    REFUSED,
    /** 401 or 403: not applied, and nothing of this application will be until its key is mended. */
    KEY_REFUSED,
    /** A redirect, 404 or 405: not applied, and nothing will be until {@code api.base-url} is mended. */
    ADDRESS_REFUSED,
    /** 413: not applied; the same rows may pass in smaller payloads. */
    TOO_LARGE,
    /** 420, 429 or 503, by {@code api.ambiguous-statuses}: not applied now; the same payload may pass later. */
    REFUSED_FOR_NOW,
    /** The body never began: nothing left this machine that could have been applied. */
    NOT_SENT,
    /** The body began and no answer tells what became of it: there is none, or its status is one of {@code api.ambiguous-statuses}. */
    AMBIGUOUS;

    /** Whether the rows are known not to have been applied, so that another attempt cannot double them. */
    public boolean isKnownNotApplied() {
        return this != ACCEPTED && this != AMBIGUOUS;
    }
}
