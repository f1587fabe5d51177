package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Where what becomes of an example is not what was expected. */
public record Difference(
        @JsonPropertyDescription("Its line in the file, from 1")
        int line,

        @JsonPropertyDescription("Its name; empty where it has none")
        String name,

        @JsonPropertyDescription("The field that differs, or reasons")
        String field,

        @JsonPropertyDescription("What the file expects, in words")
        String expected,

        @JsonPropertyDescription("What it is, in words") String actual) {

    /** What stands in a field's place where it is the reasons against the row that differ. */
    static final String REASONS = "reasons";
}
