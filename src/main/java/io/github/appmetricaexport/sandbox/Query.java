package io.github.appmetricaexport.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;

/** The parameters of a request's query, decoded, each once. */
record Query(Map<String, String> parameters) {
    /** @throws RefusedException for an encoding that is none and for a parameter that stands twice */
    static Query parse(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return new Query(parameters);
        }
        for (String pair : raw.split("&")) {
            String name = decoded(StringUtils.substringBefore(pair, "="));
            if (parameters.putIfAbsent(name, decoded(StringUtils.substringAfter(pair, "="))) != null) {
                throw new RefusedException(400, "the query: a parameter stands twice");
            }
        }
        return new Query(parameters);
    }

    String valueOf(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Everything but {@code name}, as a CSV body with one row, so that one event is read like many. */
    byte[] toCsvWithout(String name) {
        Map<String, String> columns = new LinkedHashMap<>(parameters);
        columns.remove(name);
        return (line(columns.keySet()) + line(columns.values())).getBytes(StandardCharsets.UTF_8);
    }

    private static String line(Collection<String> cells) {
        return cells.stream()
                .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw new RefusedException(400, "the query is not percent-encoded");
        }
    }
}
