package io.github.appmetricaexport.audit;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One event of a user, with what became of it.
 *
 * @param payloadId empty for a row that validation refused
 * @param row in the payload, from 1; 0 for a refused row
 * @param time null when a refused row has none
 * @param outcome of its payload, or {@code invalid}
 * @param name empty when a refused row has none
 * @param words the answer, or the reasons
 */
record FoundEvent(String payloadId, int row, String name, Instant time, String outcome, List<String> words) {
    /** @param name and the time: as the row has them, or null */
    static FoundEvent refused(String name, String time, List<String> reasons) {
        boolean isTime = time != null && time.matches("[0-9]{1,11}");
        Instant at = isTime ? Instant.ofEpochSecond(Long.parseLong(time)) : null;
        return new FoundEvent("", 0, name == null ? "" : name, at, "invalid", reasons);
    }

    /** What is known of a payload's rows, each part null where there is none. */
    static List<String> words(Integer httpStatus, Instant finishedAt, String error, String resolution) {
        String answer = httpStatus == null ? null : "status " + httpStatus + " at " + finishedAt;
        return Stream.of(answer, error, resolution).filter(Objects::nonNull).toList();
    }
}
