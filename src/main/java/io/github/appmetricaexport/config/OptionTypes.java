package io.github.appmetricaexport.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import io.github.appmetricaexport.api.AnswerReading;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types that options have; durations and sizes are written as HOCON has them. */
final class OptionTypes {
    /** Words that a person may try as one of a few names; what is longer or holds digits may be a key, put there by mistake. */
    private static final Pattern SHORT_WORD = Pattern.compile("[A-Za-z_-]{0,20}");

    private static final Pattern STATUSES = Pattern.compile("\\[(\\s*\\d{3}\\s*(,\\s*\\d{3}\\s*)*|\\s*)]");

    private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

    static final OptionType<String> PATH = OptionType.of("a path or a URI that Hadoop can open", OptionTypes::nonBlank)
            .withSchema(OptionSchemas.NOT_BLANK);

    static final OptionType<String> SQL_EXPRESSION = OptionType.of(
                    "a Spark SQL expression over the source's columns", OptionTypes::nonBlank)
            .withSchema(OptionSchemas.EXPRESSION);

    static final OptionType<String> SQL_EXPRESSIONS = OptionType.of(
                    "a Spark SQL expression over the source's columns, or several with commas between",
                    OptionTypes::nonBlank)
            .withSchema(OptionSchemas.EXPRESSION);

    /** Text that is safe as the name of one folder, on any file system. */
    static final OptionType<String> FOLDER_NAME = matching(
            "[A-Za-z0-9][A-Za-z0-9_-]{0,62}",
            "1 to 63 letters, digits, '-' and '_', beginning with a letter or a digit");

    /** A catalog and one or more names in it, none of which needs quotes in SQL. */
    static final OptionType<String> NAMESPACE = matching(
            "[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+",
            "a catalog and a namespace with a dot between, of letters, digits and '_', such as lake.appmetrica");

    /** As SQL takes it: names with a dot between, of which one in backquotes may hold whatever. */
    static final OptionType<String> TABLE_NAME = matching(
            "(`[^`]+`|[A-Za-z_][A-Za-z0-9_]*)(\\.(`[^`]+`|[A-Za-z_][A-Za-z0-9_]*))+",
            "a table's name in SQL, with its namespace and, unless it is Spark's own, its catalog, such as lake.db.events");

    /** What follows USING in SQL. */
    static final OptionType<String> FORMAT_NAME =
            matching("[a-z][a-z0-9_]*", "a format's name in lower case, such as iceberg");

    static final OptionType<URI> BASE_URL = OptionType.of(BaseUrl.EXPECTATION, BaseUrl::parse)
            .shownAs(BaseUrl::withoutSecrets)
            .withSchema(OptionSchemas.URL);

    /** As {@link #BASE_URL}, for an option that may be absent. */
    static final OptionType<String> BASE_URL_TEXT = OptionType.of(
                    BaseUrl.EXPECTATION, text -> BaseUrl.parse(text).map(URI::toString))
            .shownAs(BaseUrl::withoutSecrets)
            .withSchema(OptionSchemas.URL);

    /** A way through objects; what arrays hold is not meant. */
    static final OptionType<String> JSON_PATH = matching(
            "\\$(\\.[A-Za-z_][A-Za-z0-9_-]*)+",
            "a JSON path of names with a dot before each, beginning with $, such as $.row_id");

    /** What is only a full stop would be an answer without words. */
    static final OptionType<String> ANSWER = OptionType.of(
                    "one line, more than a full stop, without white space around it",
                    text -> Optional.of(text)
                            .filter(line -> line.equals(VisibleText.line(line).strip()))
                            .filter(line -> !line.isEmpty() && !line.equals(".")))
            .withSchema(OptionSchemas.LINE);

    static final OptionType<SortedSet<Integer>> AMBIGUOUS_STATUSES = OptionType.of(
                    "a list of statuses from 300 to 599 without 400, 401 and 403, such as [408, 500]",
                    text -> Optional.of(text)
                            .filter(STATUSES.asMatchPredicate())
                            .map(OptionTypes::numbers)
                            .filter(statuses -> statuses.stream().allMatch(AnswerReading::mayBeAmbiguous)))
            .withSchema(OptionSchemas.STATUSES);

    static final OptionType<Boolean> TRUE_OR_FALSE = OptionType.of(
                    "true or false",
                    text -> Optional.of(text)
                            .filter(List.of("true", "false")::contains)
                            .map(Boolean::valueOf))
            .withSchema(OptionSchemas.TRUE_OR_FALSE);

    /** A count, or {@code null} for {@link ApiOptions#NO_BUDGET}. */
    static final OptionType<Long> BUDGET = OptionType.of(
                    "a whole number, 0 or more, or null for no budget",
                    text -> text.equals("null")
                            ? Optional.of(ApiOptions.NO_BUDGET)
                            : digits(text).filter(value -> value >= 0))
            .writtenAs(value -> value == ApiOptions.NO_BUDGET ? "null" : Long.toString(value))
            .withSchema(OptionSchemas.COUNT_OR_NULL);

    /** How long, or {@code null} for {@link ExportOptions#FOR_EVER}. */
    static final OptionType<Duration> KEPT = OptionType.of(
                    "a duration with its unit (ms, s, m, h, d) from 0s to 36500d, or null for ever",
                    text -> text.equals("null")
                            ? Optional.of(ExportOptions.FOR_EVER)
                            : duration("0s", "36500d").reader().apply(text))
            .writtenAs(value -> value.equals(ExportOptions.FOR_EVER) ? "null" : value.toString())
            .withSchema(OptionSchemas.AGE_OR_NULL);

    static final OptionType<Double> SHARE = decimal("a share from 0 to 1, such as 0.05", 0, 1);

    /** With less than half nothing would count as there. */
    static final OptionType<Double> LARGE_SHARE = decimal("a share from 0.5 to 1, such as 0.95", 0.5, 1);

    /** Of two things of which the first may be the larger. */
    static final OptionType<Double> RATIO = decimal("a number from 0 to 1000000, such as 0.2", 0, 1_000_000);

    /** As {@link #RATIO}, or {@code null} for {@link ExportOptions#ANY_DEVIATION}. */
    static final OptionType<Double> DEVIATION = OptionType.of(
                    "a number from 0 to 1000000, such as 0.5, or null for any deviation",
                    text -> text.equals("null")
                            ? Optional.of(ExportOptions.ANY_DEVIATION)
                            : RATIO.reader().apply(text))
            .writtenAs(value -> value == ExportOptions.ANY_DEVIATION ? "null" : Double.toString(value))
            .withSchema(OptionSchemas.RATIO_OR_NULL);

    /** Of rows, however many. */
    static final OptionType<Long> COUNT = OptionType.of(
                    "a whole number, 0 or more", text -> digits(text).filter(value -> value >= 0))
            .withSchema(OptionSchemas.COUNT);

    private OptionTypes() {}

    private static OptionType<Double> decimal(String expectation, double minimum, double maximum) {
        return OptionType.<Double>of(expectation, text -> {
                    try {
                        // Not Double.parseDouble, which takes NaN, 0x1p3 and 0.05f for numbers too.
                        double value = new BigDecimal(text).doubleValue();
                        return Optional.of(value).filter(number -> number >= minimum && number <= maximum);
                    } catch (NumberFormatException notANumber) {
                        return Optional.empty();
                    }
                })
                .withSchema(OptionSchemas.decimal(minimum, maximum));
    }

    private static SortedSet<Integer> numbers(String list) {
        return Pattern.compile("\\d+")
                .matcher(list)
                .results()
                .map(number -> Integer.valueOf(number.group()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static OptionType<Integer> wholeNumber(int minimum, int maximum) {
        return OptionType.of(
                        "a whole number from " + minimum + " to " + maximum,
                        text -> digits(text)
                                .filter(value -> value >= minimum && value <= maximum)
                                .map(Math::toIntExact))
                .withSchema(OptionSchemas.whole(minimum, maximum));
    }

    /** Bytes, fewer than fit an array; the limits are texts of the same type. */
    static OptionType<Integer> size(String minimum, String maximum) {
        return OptionType.of(
                        sizeFrom(minimum, maximum, "16MB (decimal), 16MiB (binary) or 16000000"),
                        text -> bytesWithin(text, minimum, maximum).map(Math::toIntExact))
                .withSchema(sizeSchema(minimum, maximum));
    }

    /** Bytes of whatever number; the limits are texts of the same type. */
    static OptionType<Long> largeSize(String minimum, String maximum) {
        return OptionType.of(
                        sizeFrom(minimum, maximum, "500GB (decimal) or 500GiB (binary)"),
                        text -> bytesWithin(text, minimum, maximum))
                .withSchema(sizeSchema(minimum, maximum));
    }

    private static Map<String, Object> sizeSchema(String minimum, String maximum) {
        return OptionSchemas.size(bytes(minimum).orElseThrow(), bytes(maximum).orElseThrow());
    }

    private static String sizeFrom(String minimum, String maximum, String examples) {
        return "a size from " + minimum + " to " + maximum + ", such as " + examples;
    }

    private static Optional<Long> bytesWithin(String text, String minimum, String maximum) {
        long smallest = bytes(minimum).orElseThrow();
        long largest = bytes(maximum).orElseThrow();
        return bytes(text).filter(value -> value >= smallest && value <= largest);
    }

    /** A length of time with its unit; the limits are texts of the same type. */
    static OptionType<Duration> duration(String minimum, String maximum) {
        Duration shortest = time(minimum).orElseThrow();
        Duration longest = time(maximum).orElseThrow();
        return OptionType.of(
                        "a duration with its unit (ms, s, m, h, d) from " + minimum + " to " + maximum,
                        text -> time(text)
                                .filter(value -> value.compareTo(shortest) >= 0 && value.compareTo(longest) <= 0))
                .withSchema(OptionSchemas.AGE);
    }

    /** One of an enum's constants, in lower case with dashes. */
    static <E extends Enum<E>> OptionType<E> oneOf(Class<E> constants) {
        List<E> choices = Arrays.asList(constants.getEnumConstants());
        Function<E, String> label =
                choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return OptionType.<E>of(
                        "one of " + choices.stream().map(label).collect(Collectors.joining(", ")),
                        text -> choices.stream()
                                .filter(choice -> label.apply(choice).equals(text))
                                .findFirst())
                .writtenAs(label)
                .withSchema(OptionSchemas.oneOf(choices.stream().map(label).toList()))
                .shownAs(text -> SHORT_WORD.matcher(text).matches() ? text : "(not shown: it may be a key)");
    }

    private static OptionType<String> matching(String pattern, String expectation) {
        Predicate<String> fits = Pattern.compile(pattern).asMatchPredicate();
        return OptionType.of(expectation, text -> Optional.of(text).filter(fits))
                .withSchema(OptionSchemas.text("^(?:" + pattern + ")$"));
    }

    private static Optional<String> nonBlank(String text) {
        return Optional.of(text).filter(value -> !value.isBlank());
    }

    private static Optional<Long> digits(String text) {
        return DIGITS.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private static Optional<Long> bytes(String text) {
        return hocon(text, config -> config.getBytes("value"));
    }

    private static Optional<Duration> time(String text) {
        // HOCON reads a bare number as milliseconds, which nobody who writes "deadline = 6" means.
        if (text.isEmpty() || !Character.isLetter(text.charAt(text.length() - 1))) {
            return Optional.empty();
        }
        return hocon(text, config -> config.getDuration("value"));
    }

    private static <T> Optional<T> hocon(String text, Function<Config, T> reader) {
        try {
            return Optional.of(reader.apply(ConfigValueFactory.fromAnyRef(text).atKey("value")));
        } catch (ConfigException notOfThisType) {
            return Optional.empty();
        }
    }
}
