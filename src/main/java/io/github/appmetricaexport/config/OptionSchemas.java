package io.github.appmetricaexport.config;

import io.github.appmetricaexport.api.AnswerReading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Keywords of JSON Schema for the types that options have. */
final class OptionSchemas {
    private static final String NUMBER = "^\\s*[0-9]+(\\.[0-9]+)?\\s*";

    /** As HOCON has them, with the unit that the job asks for. */
    private static final String DURATION = NUMBER
            + "(ns|nanos?|nanoseconds?|us|micros?|microseconds?|ms|millis?|milliseconds?|s|seconds?|m|minutes?|h|hours?|d|days?)$";

    private static final String SIZE = NUMBER
            + "(B|b|bytes?|[kKmMgGtTpP]|[KMGTP]i|[KMGTP]iB|[kMGTP]B|(kilo|mega|giga|tera|peta|kibi|mebi|gibi|tebi|pebi)bytes?)?$";

    /** A bare address; which hosts plain HTTP may go to is the job's to judge. */
    static final Map<String, Object> URL = text("^[hH][tT][tT][pP][sS]?://[^/?#@\\s]+/?$");

    static final Map<String, Object> NOT_BLANK = text("\\S");

    /** A constant may be written as it is: {@code application_id = 1111}. */
    static final Map<String, Object> EXPRESSION =
            keywords("type", List.of("string", "number", "boolean"), "pattern", "\\S");

    static final Map<String, Object> LINE = text("^(?!\\.$)\\S(.*\\S)?$");

    static final Map<String, Object> TRUE_OR_FALSE = Map.of("type", "boolean");

    static final Map<String, Object> COUNT = keywords("type", "integer", "minimum", 0);

    static final Map<String, Object> COUNT_OR_NULL = keywords("type", List.of("integer", "null"), "minimum", 0);

    static final Map<String, Object> RATIO_OR_NULL =
            keywords("type", List.of("number", "null"), "minimum", 0, "maximum", 1_000_000);

    static final Map<String, Object> AGE = text(DURATION);

    static final Map<String, Object> AGE_OR_NULL = keywords("type", List.of("string", "null"), "pattern", DURATION);

    static final Map<String, Object> STATUSES = statuses();

    private OptionSchemas() {}

    /** @param pattern of JSON Schema: somewhere in the text, unless it says otherwise */
    static Map<String, Object> text(String pattern) {
        return keywords("type", "string", "pattern", pattern);
    }

    static Map<String, Object> whole(long minimum, long maximum) {
        return keywords("type", "integer", "minimum", minimum, "maximum", maximum);
    }

    static Map<String, Object> decimal(double minimum, double maximum) {
        return keywords("type", "number", "minimum", minimum, "maximum", maximum);
    }

    /** Bytes as a number, or with a unit. */
    static Map<String, Object> size(long minimum, long maximum) {
        return Map.of("anyOf", List.of(whole(minimum, maximum), text(SIZE)));
    }

    static Map<String, Object> oneOf(List<String> choices) {
        return Map.of("enum", choices);
    }

    private static Map<String, Object> statuses() {
        int[] allowed =
                IntStream.range(100, 1000).filter(AnswerReading::mayBeAmbiguous).toArray();
        int first = allowed[0];
        int last = allowed[allowed.length - 1];
        List<Integer> others = IntStream.rangeClosed(first, last)
                .filter(status -> !AnswerReading.mayBeAmbiguous(status))
                .boxed()
                .toList();
        Map<String, Object> status = new LinkedHashMap<>(whole(first, last));
        status.put("not", Map.of("enum", others));
        return keywords("type", "array", "items", status);
    }

    private static Map<String, Object> keywords(Object... namesAndValues) {
        Map<String, Object> keywords = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            keywords.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return keywords;
    }
}
