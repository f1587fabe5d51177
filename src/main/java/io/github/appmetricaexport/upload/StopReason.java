package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.RetryAfter;
import java.time.Instant;

/** Why a payload is sent no more in this run. */
public enum StopReason {
    SETTLED("the API gave its final answer"),
    KEY_REFUSED("the API refused the key: mend the application's key and run again"),
    ADDRESS_REFUSED("what answers is not the Post API: mend api.base-url and run again"),
    TOO_LARGE("the API found the payload too large: it can be split, or use a smaller payload.max-bytes"),
    IN_DOUBT("the answer was lost: the rows may have been applied; upload.when-unknown decides what that counts for"),
    PAYLOAD_DAMAGED(
            "the payload's file is missing, such as after work.keep-payloads, or not what was frozen: restore it"),
    ATTEMPTS_USED_UP("upload.max-attempts were made: run again to resume"),
    ENDPOINT_DOWN("the API was out of reach or took nothing for too long: run again to resume when it does"),
    DEADLINE("upload.deadline leaves no time for another attempt: run again to resume"),
    ASKED_TO_WAIT("the API asked to wait beyond upload.deadline: run again to resume when that time has come"),
    TOO_OLD("the payload's oldest event has left the age window, or would before another attempt"),
    TAKEN("another task claimed it and has not said what came of it"),
    STOPPED("its application was stopped: the API refused the key or the address"),
    LOCK_LOST("another run took over this date, or its outbox has vanished"),
    KEY_MISSING("its application has no usable key"),
    NO_CLAIM("the outbox took no claim: nothing is sent without one"),
    NO_RECEIPT("the outbox took no receipt: nothing more is sent without one");

    private final String sentence;

    StopReason(String sentence) {
        this.sentence = sentence;
    }

    /** What happened and what to do, for the operator. */
    public String sentence() {
        return sentence;
    }

    /** Why a request must not begin at that time; null when it may. */
    static StopReason ofBeginningAt(Instant begin, Instant deadline, Instant oldestEventExpires) {
        // Age first: a later run can do nothing about it.
        if (!begin.isBefore(oldestEventExpires)) {
            return TOO_OLD;
        }
        return begin.isBefore(deadline) ? null : DEADLINE;
    }

    /** Why a request that may begin by now is not waited for until the API wants it; null when it is. */
    static StopReason ofWaitingUntil(Instant asked, Instant deadline, Instant oldestEventExpires) {
        // The deadline first: the wait may be absurd, and a later run find the API in another mood.
        if (!asked.isBefore(deadline)) {
            return ASKED_TO_WAIT;
        }
        return asked.isBefore(oldestEventExpires) ? null : TOO_OLD;
    }

    /** What the reason alone does not tell of a wait that the API asked for; empty for another reason. */
    String detail(RetryAfter asked) {
        return this == ASKED_TO_WAIT ? "Retry-After: " + asked.value() : "";
    }
}
