package io.github.appmetricaexport.cli;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.UncheckedIOException;

/**
 * What a command prints with {@code --output json}: one object on one line, in ASCII. Its keys are in snake case and in the order
 * of the records that it is made of; times are ISO-8601 in UTC, and what is not known is null.
 *
 * @param answer a record, whose values stand beside the others; null where there is an error
 */
record Document(
        @JsonPropertyDescription(
                "Version of the document's shape. Keys are added without a new one: pass over those that you do"
                        + " not know")
        int format,

        @JsonPropertyDescription("The command that was run") String command,

        @JsonPropertyDescription("The code that the process ends with")
        int exitCode,

        @JsonPropertyDescription("Why the command came to no answer, of which nothing follows then; null where it did")
        Failure error,

        @JsonUnwrapped Record answer) {
    /** Whoever reads an older one understands this one: a key that goes, or means something else, makes it another. */
    static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // What is in the data neither steers a terminal nor depends on the process's character set.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .addModule(new JavaTimeModule())
            .build();

    static Document of(String command, int exitCode, Record answer) {
        return new Document(FORMAT, command, exitCode, null, answer);
    }

    static Document of(String command, int exitCode, Failure error) {
        return new Document(FORMAT, command, exitCode, error, null);
    }

    /** Without an end of line. */
    String line() {
        try {
            // The one control character that JSON lets pass.
            return MAPPER.writeValueAsString(this).replace("\u007f", "\\u007f");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
