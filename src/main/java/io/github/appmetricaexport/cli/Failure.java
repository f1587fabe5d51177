package io.github.appmetricaexport.cli;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.failure.Failures;
import io.github.appmetricaexport.results.RunOutcome;
import java.util.List;

/** Why a command came to no answer, for programs. */
record Failure(
        @JsonPropertyDescription("The exit code in a word, as in the table runs")
        String outcome,

        @JsonPropertyDescription("What is wrong, in words") String message,

        @JsonPropertyDescription("Every mistake in what the job was told; none where it is something else")
        List<Mistake> problems) {

    /** A mistake in what the job was told. */
    record Mistake(
            @JsonPropertyDescription("The option, or the key of the configuration")
            String key,

            @JsonPropertyDescription("What stands there; empty when nothing does")
            String value,

            @JsonPropertyDescription("What would be right") String remedy) {
        private static Mistake of(Problem problem) {
            return new Mistake(problem.key(), problem.value(), problem.remedy());
        }
    }

    static Failure of(Exception failure) {
        RunOutcome outcome = Failures.outcome(failure);
        return new Failure(
                outcome.label(),
                outcome == RunOutcome.BUG ? failure.toString() : String.valueOf(failure.getMessage()),
                failure instanceof ConfigException config
                        ? config.problems().stream().map(Mistake::of).toList()
                        : List.of());
    }

    /** Of a command line that cannot be understood. */
    static Failure ofUsage(String message) {
        return new Failure(RunOutcome.BAD_CONFIG.label(), message, List.of());
    }
}
