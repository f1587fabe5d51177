package io.github.appmetricaexport.cli;

import io.github.appmetricaexport.config.VisibleText;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A day as the command line takes it, YYYY-MM-DD and nothing else: the outbox and the tables know the day by its name, so
 * that what another spelling or a word means is said and not guessed.
 */
final class DayText implements ITypeConverter<LocalDate> {
    private static final Pattern ISO = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern YEAR_FIRST =
            Pattern.compile("([0-9]{4})[-/._]?([0-9]{1,2})[-/._]?([0-9]{1,2})([t ].*)?");
    /** With a slash a day may stand behind its month. */
    private static final Pattern YEAR_LAST = Pattern.compile("([0-9]{1,2})[-.]([0-9]{1,2})[-.]([0-9]{4})");

    private final Clock clock;

    /** @param clock whose UTC day {@code today} would be */
    DayText(Clock clock) {
        this.clock = clock;
    }

    @Override
    public LocalDate convert(String text) {
        Optional<LocalDate> meant = meant(text.strip().toLowerCase(Locale.ROOT));
        if (ISO.matcher(text).matches() && meant.isPresent()) {
            return meant.get();
        }
        String day = meant.map(LocalDate::toString).orElse("YYYY-MM-DD, such as " + today());
        throw new TypeConversionException("'%s' is no day: write %s".formatted(VisibleText.line(text), day));
    }

    private Optional<LocalDate> meant(String text) {
        Matcher yearFirst = YEAR_FIRST.matcher(text);
        if (yearFirst.matches()) {
            return day(yearFirst.group(1), yearFirst.group(2), yearFirst.group(3));
        }
        Matcher yearLast = YEAR_LAST.matcher(text);
        if (yearLast.matches()) {
            return day(yearLast.group(3), yearLast.group(2), yearLast.group(1));
        }
        return switch (text) {
            case "today", "now" -> Optional.of(today());
            case "yesterday" -> Optional.of(today().minusDays(1));
            case "tomorrow" -> Optional.of(today().plusDays(1));
            default -> Optional.empty();
        };
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static Optional<LocalDate> day(String year, String month, String day) {
        try {
            return Optional.of(LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day)));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }
}
