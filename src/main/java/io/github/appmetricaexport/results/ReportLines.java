package io.github.appmetricaexport.results;

import static io.github.appmetricaexport.results.ReportWords.bytes;
import static io.github.appmetricaexport.results.ReportWords.millis;
import static io.github.appmetricaexport.results.ReportWords.words;

import io.github.appmetricaexport.outbox.Manifest;
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

    record Fact(String what, Object value) {
        /** @param where begins the name of each */
        static void addOf(RunResult run, String where, List<Fact> facts) {
            Manifest.Origin origin = run.manifest().origin();
            facts.add(new Fact(where + "source", run.manifest().source().words()));
            facts.add(new Fact(
                    where + "source fingerprint", run.manifest().source().sourceFingerprint()));
            facts.add(
                    new Fact(where + "filter", run.manifest().source().skipped().told()));
            run.duplicates().ifPresent(found -> facts.add(new Fact(where + "keys", found.sentence())));
            facts.add(new Fact(where + "configuration fingerprint", origin.configFingerprint()));
            facts.add(new Fact(where + "version", origin.appVersion() + " on Spark " + origin.sparkVersion()));
            facts.add(new Fact(where + "Spark application", origin.sparkApplicationId()));
            facts.add(new Fact(where + "frozen", run.startedAt()));
            facts.add(new Fact(where + "last answer", run.finishedAt()));
        }
    }

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
