package io.github.appmetricaexport.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The parameters of a request's query, decoded, each once. */
record Query(Map<String, String> parameters) {
    /** @throws RefusedException for an encoding that is none and for a parameter that stands twice */
    static Query parse(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return new Query(parameters);
        }
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (parameters.putIfAbsent(name, value) != null) {
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
        String header = columns.keySet().stream().map(Query::quoted).collect(Collectors.joining(","));
        String row = columns.values().stream().map(Query::quoted).collect(Collectors.joining(","));
        return (header + "\r\n" + row + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw new RefusedException(400, "the query is not percent-encoded");
        }
    }
}
