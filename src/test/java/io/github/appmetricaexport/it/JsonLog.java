package io.github.appmetricaexport.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** What a process printed with {@code --json-logs}. */
public final class JsonLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonLog() {}

    /** The messages; an {@link AssertionError} that shows the line when one is no JSON object with a message. */
    public static List<String> messages(String output) {
        return output.lines()
                // The JVM's own words: ChildProcess sets the variable, Spark 4 the module.
                .filter(line -> !line.startsWith("NOTE: Picked up JDK_JAVA_OPTIONS")
                        && !line.startsWith("WARNING: Using incubator modules"))
                .map(JsonLog::message)
                .toList();
    }

    private static String message(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            if (event.path("message").isTextual() && event.path("level").isTextual()) {
                return event.get("message").asText();
            }
        } catch (JsonProcessingException told) {
            // Below.
        }
        throw new AssertionError("no JSON object with a level and a message: " + line);
    }
}
