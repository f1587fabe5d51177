package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.ReportWords.bytes;
import static io.github.appmetricaexport.results.ReportWords.millis;
import static io.github.appmetricaexport.results.ReportWords.words;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The lines of the report's tables; their names are those of its template, which reads them by reflection. */
final class ReportLines {
    private static final int LONGEST_ANSWER = 300;

    private ReportLines() {}

    /** What became of a part of the rows read; a part of the picture's bar too. */
    record Part(String key, long events, String share, Long payloads, double x, double width) {
        String words() {
            return ReportWords.words(key);
        }
    }

    record Reason(String reason, long rows, double percent) {}

    record Fact(String what, Object value) {}

    /** A line of the table of runs. */
    record RunLine(String run, RunOutcome ended, Collection<Object> cells) {
        String outcome() {
            return words(ended.label());
        }
    }

    /**
     * A line of the payloads' table.
     *
     * @param run its number; null where there is but one
     */
    record PayloadLine(Integer run, PayloadResult result) {
        String outcome() {
            return words(result.outcome().label());
        }

        String size() {
            return bytes(result.payload().bytes());
        }

        String latency() {
            return result.latencyMillis() == null ? null : millis(result.latencyMillis());
        }

        List<String> answers() {
            return Stream.of(result.response(), result.error(), result.resolution())
                    .filter(answer -> answer != null)
                    .map(answer ->
                            answer.length() > LONGEST_ANSWER ? answer.substring(0, LONGEST_ANSWER) + "…" : answer)
                    .toList();
        }
    }
}
