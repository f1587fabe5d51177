package io.github.appmetricaexport.trial;

/**
 * Where what becomes of an example is not what was expected.
 *
 * @param line of the file
 * @param name of the example; may be empty
 * @param field of the event, or {@code reasons}
 * @param expected as it stands in the file
 * @param actual the same of what is
 */
public record Difference(int line, String name, String field, String expected, String actual) {
    /** What stands in a field's place where it is the reasons against the row that differ. */
    static final String REASONS = "reasons";
}
