package io.github.appmetricaexport.normalize;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What in an expression gives who runs the job, when or where, and not what a row says.
 *
 * <p>Spark takes such functions for deterministic, and a word that is no column for the function of that name: {@code user}
 * in a day without that column is the login name on every row.
 *
 * @param written as it stands in the expression
 */
record FunctionOfTheRun(String written) {
    private static final String NAMES = "(?:current_[a-z]+|user|session_user|curdate|now|localtimestamp|version";

    /** In an expression as Spark spells it out: there columns and lambda variables have no parentheses. */
    private static final Pattern SPELLED = Pattern.compile("\\b" + NAMES + ")\\(");

    private static final Pattern CALLED =
            Pattern.compile("(?<![.\\w])" + NAMES + "|unix_timestamp)\\s*\\(\\s*[0-9]*\\s*\\)");
    private static final Pattern WORD = Pattern.compile("(?<![.\\w])" + NAMES + ")(?![.\\w])");

    /** Texts, and names in backquotes, which are no function's. */
    private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`");

    private static final String DAY = "\\s*r?(['\"])\\s*(?:now|today|yesterday|tomorrow)\\b[^'\"]*\\1";

    /** Of a literal that is a time or becomes one, Spark knows words too. */
    private static final Pattern DAY_IN_WORDS = Pattern.compile("\\b(?:to_)?(?:date|timestamp(?:_ntz|_ltz)?)\\s*\\(?"
            + DAY + "|\\bcast\\s*\\(" + DAY.replace("\\1", "\\2") + "\\s+as\\s+(?:date|timestamp)");

    /**
     * The first one.
     *
     * @param expression as configured
     * @param spelled the same as Spark spells it out once every name in it is known
     * @param columns that a word stands for before any function
     */
    static Optional<FunctionOfTheRun> in(String expression, String spelled, ColumnNames columns) {
        String lower = expression.toLowerCase(Locale.ROOT);
        Matcher day = DAY_IN_WORDS.matcher(lower);
        if (day.find()) {
            String written = day.group();
            return Optional.of(new FunctionOfTheRun(written.contains("(") ? written + ")" : written));
        }
        if (!SPELLED.matcher(spelled.toLowerCase(Locale.ROOT)).find()) {
            return Optional.empty();
        }
        String unquoted = QUOTED.matcher(lower).replaceAll("''");
        return Stream.concat(
                        CALLED.matcher(unquoted).results().map(MatchResult::group),
                        WORD.matcher(unquoted).results().map(MatchResult::group).filter(word -> !columns.isAmong(word)))
                .findFirst()
                .map(FunctionOfTheRun::new);
    }

    /** Whether it was written like a column. */
    boolean looksLikeAColumn() {
        return written.chars().allMatch(character -> Character.isLetter(character) || character == '_');
    }
}
