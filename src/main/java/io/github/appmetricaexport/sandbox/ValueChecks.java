package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.appmetricaexport.api.FieldRule;
import io.github.appmetricaexport.api.PostApiField;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/**
 * The checks of a field's values, made once per request from the field's rule.
 *
 * <p>On purpose none of this is shared with the job's validation: a mistake there is to be refused here.
 */
record ValueChecks(ApiSwitches switches, Instant now) {
    /** Unix seconds of the year 5138, and milliseconds of March 1973: a plausible time is clearly one or the other. */
    private static final long LOOKS_LIKE_MILLISECONDS = 100_000_000_000L;

    /** Digits; with so many a number is above every bound. BigInteger takes its time over millions of them. */
    private static final int LONGEST_COMPARED = 30;

    private static final Duration CENTURIES = Duration.ofDays(365_000);
    private static final Predicate<String> IS_WHOLE =
            Pattern.compile("-?[0-9]+").asMatchPredicate();
    private static final Predicate<String> LOOKS_LIKE_DEVICE_ID =
            Pattern.compile("[0-9A-Fa-f]{32}").asMatchPredicate();

    private static final String GROUP = "[0-9A-Fa-f]{1,4}";
    private static final String SOME_GROUPS = "(" + GROUP + "(:" + GROUP + "){0,6})?";
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";
    private static final Predicate<String> IS_WHOLE_IPV6 =
            Pattern.compile(GROUP + "(:" + GROUP + "){7}").asMatchPredicate();
    private static final Predicate<String> IS_IPV6_WITH_GAP =
            Pattern.compile(SOME_GROUPS + "::" + SOME_GROUPS).asMatchPredicate();
    private static final Predicate<String> IS_MAPPED_IPV4 =
            Pattern.compile("::[Ff]{4}:" + OCTET + "([.]" + OCTET + "){3}").asMatchPredicate();

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /**
     * One thing a value has to be.
     *
     * @param test true for the values that are it; never asked about an empty one
     * @param otherwise what to tell the sender of any other value; does not repeat the value
     */
    record Check(Predicate<String> test, String otherwise) {}

    /** What a value of the field has to be, in the order in which to tell the sender. */
    List<Check> of(PostApiField field) {
        FieldRule rule = field.rule();
        if (rule instanceof FieldRule.Text text) {
            return text(field, text.maximumCharacters());
        } else if (rule instanceof FieldRule.WholeNumber number) {
            return List.of(new Check(
                    IS_WHOLE.and(atLeast(number.minimum())).and(atMost(number.maximum())),
                    "must be a whole number from " + number.minimum() + " to " + number.maximum()));
        } else if (rule instanceof FieldRule.Unsigned64) {
            return List.of(
                    new Check(LOOKS_LIKE_DEVICE_ID.negate(), "looks like the SDK's DeviceId; send its DeviceIdHash"),
                    new Check(
                            ValueChecks::isUnsigned64,
                            "must be a decimal whole number from 0 to 18446744073709551615"));
        } else if (rule instanceof FieldRule.UnixSeconds) {
            return unixSeconds();
        } else if (rule instanceof FieldRule.OneOf oneOf) {
            return List.of(new Check(oneOf.values()::contains, "must be one of " + String.join(", ", oneOf.values())));
        } else if (rule instanceof FieldRule.JsonObject) {
            return jsonObject(switches.maxEventJsonBytes());
        } else if (rule instanceof FieldRule.Ipv6Address) {
            return List.of(
                    new Check(ValueChecks::isIpv6, "must be an IPv6 address; write an IPv4 address as ::ffff:a.b.c.d"));
        }
        throw new IllegalStateException("no check is written for the rule of " + field.column());
    }

    private static List<Check> text(PostApiField field, int maximum) {
        Check length = new Check(
                text -> text.codePointCount(0, text.length()) <= maximum,
                "must have at most " + maximum + " characters");
        return field.presence() == PostApiField.Presence.REQUIRED
                ? List.of(new Check(text -> !text.isBlank(), "must not be blank"), length)
                : List.of(length);
    }

    private static Predicate<String> atLeast(long minimum) {
        return text -> number(text).compareTo(BigInteger.valueOf(minimum)) >= 0;
    }

    private static Predicate<String> atMost(long maximum) {
        return text -> number(text).compareTo(BigInteger.valueOf(maximum)) <= 0;
    }

    /** The number of a text that {@link #IS_WHOLE}; of a very long one its first digits do, which no bounds reach. */
    private static BigInteger number(String text) {
        String digits = StringUtils.left(StringUtils.stripStart(text, "-0"), LONGEST_COMPARED);
        BigInteger magnitude = new BigInteger("0" + digits);
        return text.startsWith("-") ? magnitude.negate() : magnitude;
    }

    private static boolean isUnsigned64(String text) {
        return IS_WHOLE.test(text) && !text.startsWith("-") && number(text).bitLength() <= Long.SIZE;
    }

    private List<Check> unixSeconds() {
        long oldest = now.minus(bounded(switches.maxEventAge())).getEpochSecond();
        long newest = now.plus(bounded(switches.maxClockSkew())).getEpochSecond();
        return List.of(
                new Check(IS_WHOLE, "must be Unix time in whole seconds"),
                new Check(atMost(LOOKS_LIKE_MILLISECONDS - 1), "looks like milliseconds; send Unix time in seconds"),
                new Check(
                        atLeast(oldest),
                        "is older than the API takes (" + switches.maxEventAge().toDays() + " days)"),
                new Check(atMost(newest), "lies in the future"));
    }

    private static Duration bounded(Duration span) {
        return span.compareTo(CENTURIES) > 0 ? CENTURIES : span;
    }

    private static List<Check> jsonObject(int maximum) {
        return List.of(
                new Check(
                        text -> text.getBytes(StandardCharsets.UTF_8).length <= maximum,
                        "must have at most " + maximum + " bytes"),
                new Check(ValueChecks::isJsonObject, "must be a JSON object"));
    }

    /** Keys may stand twice, nesting may go as deep as it likes. */
    private static boolean isJsonObject(String text) {
        // From bytes, as JSON travels: of a text Jackson judges a byte order mark in another way.
        try (JsonParser parser = JSON.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            // A truncated object also ends here, as an error; more text after the object as another token.
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** By RFC 4291, 2.2, without zone names; a dotted end only in the mapped form {@code ::ffff:a.b.c.d}. */
    private static boolean isIpv6(String text) {
        return IS_WHOLE_IPV6.test(text)
                || IS_IPV6_WITH_GAP.test(text) && StringUtils.split(text, ':').length < 8
                || IS_MAPPED_IPV4.test(text);
    }
}
