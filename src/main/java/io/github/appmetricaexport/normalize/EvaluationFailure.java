package io.github.appmetricaexport.normalize;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkThrowable;

/**
 * Why Spark gave up on a row's value, and what to write so that it does not.
 *
 * <p>Spark's own words quote the value: only the error's name is taken of them, which 3.5 and 4.x share.
 *
 * @param name Spark's of the error, such as {@code DUPLICATED_MAP_KEY}, or the exception's
 * @param remedy what would be right
 */
record EvaluationFailure(String name, String remedy) {
    private static final Pattern OWN_NAME = Pattern.compile("^\\[([A-Z][A-Z0-9_.]+)]");

    /** A failed task's exception may arrive as text only. */
    private static final Pattern NAME_IN_TEXT =
            Pattern.compile("org\\.apache\\.spark\\.Spark\\w+: \\[([A-Z][A-Z0-9_.]+)]");

    private static final String GIVE_NULL = "write it so that it gives NULL for such a row, as with if(…, …, null)";

    private static final String NO_PATTERN =
            "a row holds no pattern, format, unit or index that the function takes; " + GIVE_NULL;

    /** Without a row's value. */
    String sentence() {
        return "Spark cannot go on at a row of this day (" + name + "): " + remedy;
    }

    /** Of a failure that is known to be an expression's. */
    static EvaluationFailure of(Throwable failure) {
        return known(failure).or(() -> nullAsKey(failure)).orElseGet(() -> {
            List<Throwable> chain = ExceptionUtils.getThrowableList(failure);
            Throwable deepest = chain.get(chain.size() - 1);
            return new EvaluationFailure(
                    ownName(deepest).orElse(deepest.getClass().getSimpleName()), GIVE_NULL);
        });
    }

    /** Spark has no error for it: it breaks where it makes JSON of a map that a file has with such a key. */
    private static Optional<EvaluationFailure> nullAsKey(Throwable failure) {
        String trace = ExceptionUtils.getStackTrace(failure);
        return trace.contains("NullPointerException") && trace.contains("catalyst.json.JacksonGenerator")
                ? Optional.of(new EvaluationFailure(
                        "NULL_MAP_KEY",
                        "a map has NULL as a key; leave such pairs out with map_filter(…, (k, v) -> k IS NOT NULL)"))
                : Optional.empty();
    }

    /** Of any failure; empty where it is none that a row's value is known to cause. */
    static Optional<EvaluationFailure> known(Throwable failure) {
        return ExceptionUtils.getThrowableList(failure).stream()
                .flatMap(EvaluationFailure::names)
                .flatMap(name -> remedy(name).map(remedy -> new EvaluationFailure(name, remedy)).stream())
                .reduce((outer, inner) -> inner);
    }

    private static Stream<String> names(Throwable link) {
        return Stream.concat(
                NAME_IN_TEXT
                        .matcher(String.valueOf(link.getMessage()))
                        .results()
                        .map(MatchResult::group)
                        .map(text -> text.substring(text.indexOf('[') + 1, text.length() - 1)),
                ownName(link).stream());
    }

    /** Only errors with a name have a state, and only their message begins with the name and not with a value. */
    private static Optional<String> ownName(Throwable link) {
        if (!(link instanceof SparkThrowable spark) || spark.getSqlState() == null) {
            return Optional.empty();
        }
        Matcher name = OWN_NAME.matcher(String.valueOf(link.getMessage()));
        return name.find() ? Optional.of(name.group(1)) : Optional.empty();
    }

    private static Optional<String> remedy(String name) {
        return Optional.ofNullable(
                switch (name.split("[.]", 2)[0]) {
                    case "DUPLICATED_MAP_KEY" ->
                        "a map is given a key twice; --conf spark.sql.mapKeyDedupPolicy=LAST_WIN keeps a key's last value";
                    case "NULL_MAP_KEY" -> "a map is given NULL as a key; leave such pairs out with filter(…)";
                    case "INCONSISTENT_BEHAVIOR_CROSS_VERSION" -> remedyOfTimes(name);
                    case "MALFORMED_RECORD_IN_PARSING", "MALFORMED_CSV_RECORD" ->
                        "leave 'mode', 'FAILFAST' out of the options: text that cannot be parsed gives NULL then";
                    case "CAST_INVALID_INPUT", "CAST_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE" ->
                        "write try_cast(… as …), which gives NULL where a value does not fit";
                    case "DIVIDE_BY_ZERO", "REMAINDER_BY_ZERO" -> "write try_divide(…), or nullif(…, 0) as the divisor";
                    case "ARITHMETIC_OVERFLOW", "BINARY_ARITHMETIC_OVERFLOW" ->
                        "write try_add, try_subtract or try_multiply, which give NULL where a result does not fit";
                    case "INVALID_INDEX_OF_ZERO" -> "element_at counts from 1: give it an index that is never 0";
                    case "INVALID_ARRAY_INDEX", "INVALID_ARRAY_INDEX_IN_ELEMENT_AT" ->
                        "write get(…) or try_element_at(…), which give NULL beyond an array's end";
                    case "CANNOT_PARSE_TIMESTAMP" -> "write try_to_timestamp(…)";
                    case "CONVERSION_INVALID_INPUT" -> "write try_to_binary(…)";
                    case "INVALID_FORMAT" -> name.endsWith("MISMATCH_INPUT") ? "write try_to_number(…)" : NO_PATTERN;
                    case "INVALID_PARAMETER_VALUE" -> NO_PATTERN;
                    case "USER_RAISED_EXCEPTION" -> "raise_error and assert_true end the whole run; " + GIVE_NULL;
                    default -> null;
                });
    }

    private static String remedyOfTimes(String name) {
        if (name.endsWith("READ_ANCIENT_DATETIME")) {
            return "the session asks how old times are meant; leave out spark.sql.parquet.datetimeRebaseModeInRead and"
                    + " int96RebaseModeInRead, or set both to CORRECTED";
        }
        return name.endsWith("PARSE_DATETIME_BY_NEW_PARSER")
                ? "the session asks how a text is meant that Spark 2 read as a time; leave out"
                        + " spark.sql.legacy.timeParserPolicy, or set it to CORRECTED"
                : NO_PATTERN;
    }
}
