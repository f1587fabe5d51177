package io.github.appmetricaexport.normalize;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;

/**
 * Why Spark would not take an expression, without the query plan, the error class and the SQL state around it.
 *
 * @param errorClass Spark's name of the mistake, such as {@code UNRESOLVED_COLUMN.WITH_SUGGESTION}; may be empty
 * @param sentence one line for the operator
 * @param parameters what Spark filled into its message
 */
record AnalysisFailure(String errorClass, String sentence, Map<String, String> parameters) {
    private static final Pattern ERROR_CLASS = Pattern.compile("^\\[([A-Z0-9_.]+)]\\s*");
    // What follows the sentence: the plan of the query around the expression, or the expression once more.
    private static final Pattern TRAILER = Pattern.compile("(?s);?\\s*\\n'?[A-Z][A-Za-z]* .*|(?s)\\s*== SQL.*");
    private static final Pattern SQL_STATE = Pattern.compile("\\s*SQLSTATE: \\w{5}");
    private static final Pattern POSITION =
            Pattern.compile(";? ?\\(?line \\d+, ?pos (\\d+)\\)?|; line \\d+ pos \\d+;?");
    private static final Pattern DOCUMENTATION = Pattern.compile("\\s*Please, refer to '[^']*' for a fix\\.");

    static AnalysisFailure of(Exception failure) {
        String message = String.valueOf(failure.getMessage()).strip();
        Matcher named = ERROR_CLASS.matcher(message);
        String errorClass = named.find() ? named.group(1) : "";
        String text = message.substring(errorClass.isEmpty() ? 0 : named.end());
        for (Pattern noise : new Pattern[] {TRAILER, SQL_STATE, DOCUMENTATION}) {
            text = noise.matcher(text).replaceFirst("");
        }
        text = POSITION.matcher(text)
                .replaceAll(match -> match.group(1) == null ? "" : " (position " + match.group(1) + ")");
        Map<String, String> parameters =
                failure instanceof SparkThrowable described ? described.getMessageParameters() : Map.of();
        return new AnalysisFailure(errorClass, oneLine(text), parameters);
    }

    boolean is(String name) {
        return errorClass.equals(name) || errorClass.startsWith(name + ".");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ")
                .replaceAll("[.;\\s]+( \\(position \\d+\\))?$", "$1")
                .strip();
    }
}
