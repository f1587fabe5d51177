package io.github.appmetricaexport.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The columns of which Spark says that it wrote a VARIANT, at whatever depth. Parquet has a struct of two binaries there, which
 * mean nothing to whoever does not know that.
 */
final class VariantColumns {
    static final String OBSTACLE =
            "holds a VARIANT, which Spark knows from 4.0 on: submit to that, or write the day with to_json(…) of it";

    private static final Pattern VARIANT = Pattern.compile("\"(?:type|elementType|valueType)\":\"variant\"");

    private static final ObjectMapper JSON = new ObjectMapper();

    private VariantColumns() {}

    /** @param words Spark's own of a file's columns; null where another tool wrote it */
    static Set<String> in(String words) {
        Set<String> columns = new TreeSet<>();
        if (words == null || !words.contains("\"variant\"")) {
            return columns;
        }
        try {
            for (JsonNode column : JSON.readTree(words).path("fields")) {
                if (VARIANT.matcher(column.toString()).find()) {
                    columns.add(column.path("name").asText());
                }
            }
        } catch (JsonProcessingException noWordsOfSparks) {
            // Then Spark does not heed them either.
        }
        return columns;
    }
}
