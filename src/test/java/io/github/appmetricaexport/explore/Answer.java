package io.github.appmetricaexport.explore;

import io.github.appmetricaexport.api.AnswerReading;
import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.api.PostApi;
import java.util.Set;

/** What becomes of a request, as the server knows it and as its sender sees it. */
public enum Answer {
    UPLOADED(200, true, "it is applied and answered 200"),
    LOST_AND_APPLIED(500, true, "it is applied, and the answer is lost"),
    LOST(500, false, "it is not applied, and the answer is lost"),
    REFUSED(400, false, "it is refused with 400"),
    PUT_OFF(429, false, "it is refused for now with 429"),
    NOT_SENT(0, false, "it never reaches the server"),
    KEY_REFUSED(403, false, "its key is refused with 403"),
    TOO_LARGE(413, false, "it is refused with 413"),
    /** Somebody in between answers for a server that has applied it. */
    PUT_OFF_AND_APPLIED(429, true, "it is applied, and something in between answers 429");

    private final int status;
    private final boolean applied;
    private final String told;

    Answer(int status, boolean applied, String told) {
        this.status = status;
        this.applied = applied;
        this.told = told;
    }

    public boolean isApplied() {
        return applied;
    }

    public int status() {
        return status;
    }

    /**
     * What the job makes of it.
     *
     * @param ambiguousStatuses as configured
     */
    AttemptOutcome outcome(Set<Integer> ambiguousStatuses) {
        String words = this == UPLOADED ? PostApi.ACCEPTED_ANSWER : "";
        return this == NOT_SENT
                ? AttemptOutcome.NOT_SENT
                : new AnswerReading(PostApi.ACCEPTED_ANSWER, ambiguousStatuses).of(status, words);
    }

    @Override
    public String toString() {
        return told;
    }
}
