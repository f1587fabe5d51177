package io.github.appmetricaexport.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in which {@code {date}} stands for the day, such as 2026-11-22, and {@code {date:yyyyMMdd}} for the same by a pattern of
 * {@link DateTimeFormatter}.
 */
public final class DateTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{date(?::([^}]*))?}");

    /** What somebody wrote who meant one. */
    private static final Pattern MEANT = Pattern.compile("(?i)\\{\\s*date\\s*(?:}|:[^}]*}?)");

    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    private DateTemplate() {}

    /**
     * The text for a day.
     *
     * @param template without {@link #mistakes}
     */
    public static String fill(String template, LocalDate date) {
        return PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(text(place.group(1), date)));
    }

    /** Whether the day stands in it. */
    static boolean variesByDate(String template) {
        return PLACE.matcher(template).find();
    }

    /** What is wrong with its dates, a sentence each; of a text without dates nothing. */
    static List<String> mistakes(String template) {
        return MEANT.matcher(template)
                .results()
                .flatMap(place -> mistake(place.group()).map(sentence -> place.group() + " " + sentence).stream())
                .toList();
    }

    private static Optional<String> mistake(String place) {
        Matcher read = PLACE.matcher(place);
        if (!read.matches()) {
            return Optional.of("is no date: write {date}, or {date:yyyyMMdd}");
        }
        String pattern = read.group(1);
        if (pattern == null) {
            return Optional.empty();
        }
        String letters = QUOTED.matcher(pattern).replaceAll("");
        if (letters.contains("Y") && !letters.contains("w")) {
            return Optional.of(
                    "asks for the year of a week, which near New Year is not the date's: write yyyy for YYYY");
        }
        try {
            String filled = text(pattern, LocalDate.EPOCH);
            return filled.isBlank() ? Optional.of("is empty: write {date}, or {date:yyyyMMdd}") : Optional.empty();
        } catch (IllegalArgumentException notAPattern) {
            return Optional.of("is no pattern of Java's DateTimeFormatter (" + notAPattern.getMessage()
                    + "): write such as {date:yyyyMMdd} or {date:yyyy}/{date:MM}/{date:dd}");
        } catch (DateTimeException moreThanADay) {
            return Optional.of("asks for what a date does not have (" + moreThanADay.getMessage()
                    + "): write years, months and days, such as yyyy, MM and dd");
        }
    }

    private static String text(String pattern, LocalDate date) {
        return pattern == null ? date.toString() : date.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
    }
}
