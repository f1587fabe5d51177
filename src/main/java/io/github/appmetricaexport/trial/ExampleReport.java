package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.github.appmetricaexport.results.RunOutcome;
import java.util.List;

/** What became of examples; no difference where all is as expected. */
public record ExampleReport(
        @JsonPropertyDescription("The file that has them") String file,

        @JsonPropertyDescription("How many there are") int count,

        @JsonPropertyDescription("Where what became of one is not what was expected")
        List<Difference> differences) {

    /** The gate's code for a difference: the files are in order, and the mapping is not to be trusted. */
    public RunOutcome outcome() {
        return differences.isEmpty() ? RunOutcome.COMPLETE : RunOutcome.GATE_REFUSED;
    }
}
