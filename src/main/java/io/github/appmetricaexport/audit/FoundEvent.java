package io.github.appmetricaexport.audit;

import java.time.Instant;
import java.util.List;

/**
 * One event of a user, with what became of it.
 *
 * @param payloadId empty for a row that validation refused
 * @param row in the payload, from 1; 0 for a refused row
 * @param time null when a refused row has none
 * @param outcome of its payload, or {@code invalid}
 * @param words the answer, or the reasons
 */
record FoundEvent(String payloadId, int row, String name, Instant time, String outcome, List<String> words) {}
