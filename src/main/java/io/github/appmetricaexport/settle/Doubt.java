package io.github.appmetricaexport.settle;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.appmetricaexport.results.PayloadResult;
import java.time.Instant;

/** A payload whose answer was lost: which, how many events, of whom. */
@JsonNaming(SnakeCaseStrategy.class)
public record Doubt(
        @JsonPropertyDescription("The payload, unique within its run")
        String payloadId,

        @JsonPropertyDescription("The application in AppMetrica")
        String applicationId,

        @JsonPropertyDescription("How many events it holds") long events,

        @JsonPropertyDescription("When its oldest event happened")
        Instant firstEventTime,

        @JsonPropertyDescription("When its newest event happened")
        Instant lastEventTime,

        @JsonPropertyDescription("What happened instead of an answer; null where the answer was one in doubt")
        String error) {
    public static Doubt of(PayloadResult payload) {
        return new Doubt(
                payload.payloadId(),
                payload.applicationId(),
                payload.rows(),
                payload.firstEventTime(),
                payload.lastEventTime(),
                payload.error());
    }
}
