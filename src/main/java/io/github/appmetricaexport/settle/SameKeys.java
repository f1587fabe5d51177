package io.github.appmetricaexport.settle;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.appmetricaexport.outbox.Duplicates;
import java.util.List;

/** What {@link Duplicates} of a run say, for programs. */
@JsonNaming(SnakeCaseStrategy.class)
public record SameKeys(
        @JsonPropertyDescription("How many rows have the key of another")
        long rows,

        @JsonPropertyDescription("How many have none") long withoutKey,

        @JsonPropertyDescription("Some of them, by payload and row")
        List<String> examples,

        @JsonPropertyDescription("Earlier runs of the date whose keys are gone, and were not compared with")
        List<String> unseen) {
    static SameKeys of(Duplicates found) {
        return new SameKeys(found.rows(), found.withoutKey(), found.examples(), found.unseen());
    }
}
