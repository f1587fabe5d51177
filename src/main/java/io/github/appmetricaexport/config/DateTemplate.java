package io.github.appmetricaexport.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text in which {@code {date}} stands for the day, such as 2026-11-22, and {@code {date:yyyyMMdd}} for the same by a pattern of
 * {@link DateTimeFormatter}.
 */
public final class DateTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{date(?::([^}]*))?}");

    /** What somebody wrote who meant one. */
    private static final Pattern MEANT = Pattern.compile("(?i)\\{\\s*date\\s*(?:}|:[^}]*}?)");

    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    private static final LocalDate TRIED = LocalDate.of(2021, 1, 1);

    private DateTemplate() {}

    /**
     * The text for a day.
     *
     * @param template without {@link #mistakes}
     */
    public static String fill(String template, LocalDate date) {
        return PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(text(place.group(1), date)));
    }

    /** Whether a date stands in it, or a part of one. */
    static boolean holdsDate(String template) {
        return PLACE.matcher(template).find();
    }

    /**
     * Two dates for which it is the same, and what would tell them apart; empty where every date has a text of its own. Two
     * years are tried, day by day: what is missing may also be the bounds between parts, as in {@code yyyyMd}.
     *
     * @param template without {@link #mistakes}
     */
    static Optional<String> ambiguity(String template) {
        if (template.contains("{date}")) {
            return Optional.empty();
        }
        Map<String, LocalDate> texts = new HashMap<>();
        return TRIED.datesUntil(TRIED.plusYears(2))
                .flatMap(date -> Stream.ofNullable(texts.putIfAbsent(fill(template, date), date))
                        .map(other -> "is the same for " + other + " and " + date
                                + ", which would both send the same rows: name " + missing(other, date)))
                .findFirst();
    }

    private static String missing(LocalDate one, LocalDate other) {
        boolean isOneYear = one.getYear() == other.getYear();
        boolean isOneMonth = one.getMonth() == other.getMonth();
        boolean isOneDay = one.getDayOfMonth() == other.getDayOfMonth();
        if (isOneYear && isOneMonth) {
            return "the day, too, such as {date:dd}";
        }
        if (isOneYear && isOneDay) {
            return "the month, too, such as {date:MM}";
        }
        return isOneMonth && isOneDay
                ? "the year, too, such as {date:yyyy}"
                : "the whole date, such as {date} or {date:yyyyMMdd}";
    }

    /** What is wrong with its dates, a sentence each; of a text without dates nothing. */
    public static List<String> mistakes(String template) {
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
        if (letters.contains("D") && letters.contains("M")) {
            return Optional.of("asks for the day of the year beside the month: write dd for DD");
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
