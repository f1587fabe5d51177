package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.config.NearestName;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The source's columns, named to somebody who wrote another. */
record ColumnNames(List<String> names) {
    private static final int MOST = 20;

    /** Where Spark takes a * for all columns, and not for a product or the members of a struct. */
    private static final Pattern STAR = Pattern.compile("(?:^|[(,])\\s*\\*");

    boolean isAmong(String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** That there is no column of this name, which of those that are there was probably meant, and all of them. */
    String without(String name) {
        String nearest = NearestName.of(name, names)
                .map(column -> ", the closest is " + quoted(column))
                .orElse("");
        String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
        int more = names.size() - MOST;
        return "the source has no column " + name + nearest + " (it has " + first
                + (more > 0 ? " and " + more + " more" : "") + ")";
    }

    /** Those that an expression names, as far as its text can tell: rather one too many than one too few. */
    List<String> in(String expression) {
        return isOfAll(expression)
                ? names
                : names.stream().filter(name -> isNamed(name, expression)).toList();
    }

    /** Whether it takes all columns without naming them. */
    static boolean isOfAll(String expression) {
        return STAR.matcher(expression).find();
    }

    private static boolean isNamed(String name, String expression) {
        String word = Pattern.quote(name.replace("`", "``"));
        return Pattern.compile(
                        "(?<![\\p{L}\\p{N}_])" + word + "(?![\\p{L}\\p{N}_])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(expression)
                .find();
    }

    /** As an expression takes it. */
    static String quoted(String column) {
        return column.matches("[\\p{L}_][\\p{L}\\p{N}_]*") ? column : "`" + column.replace("`", "``") + "`";
    }
}
