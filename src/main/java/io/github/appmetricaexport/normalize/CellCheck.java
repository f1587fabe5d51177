package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.appmetricaexport.api.FieldRule;
import io.github.appmetricaexport.api.FieldRule.Ipv6Address;
import io.github.appmetricaexport.api.FieldRule.JsonObject;
import io.github.appmetricaexport.api.FieldRule.OneOf;
import io.github.appmetricaexport.api.FieldRule.Text;
import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import io.github.appmetricaexport.api.FieldRule.Unsigned64;
import io.github.appmetricaexport.api.FieldRule.WholeNumber;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Whether one cell keeps its rule beyond doubt; the slow but complete answer is {@link RuleChecks}. */
interface CellCheck extends Serializable {
    /** What {@code long} holds whatever the digits are. */
    int LONG_DIGITS = 18;

    /** The cell is {@code bytes[from]} to {@code bytes[to - 1]}, not empty, and not known to be well-formed UTF-8. */
    boolean passes(byte[] bytes, int from, int to);

    static CellCheck of(FieldRule rule, ValidationLimits limits) {
        if (rule instanceof Text text) {
            // No text has more characters than bytes.
            int maximum = text.maximumCharacters();
            return (bytes, from, to) -> to - from <= maximum || Utf8Text.characters(bytes, from, to) <= maximum;
        }
        if (rule instanceof OneOf oneOf) {
            byte[][] values = oneOf.values().stream()
                    .map(value -> value.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);
            return (bytes, from, to) -> isOneOf(values, bytes, from, to);
        }
        if (rule instanceof WholeNumber number) {
            long minimum = number.minimum();
            long maximum = number.maximum();
            boolean zerosMayLead = minimum <= 0;
            return (bytes, from, to) -> isNumber(bytes, from, to, zerosMayLead, minimum, maximum);
        }
        if (rule instanceof UnixSeconds) {
            long oldest = limits.oldestEventTime();
            long newest = limits.newestEventTime();
            return (bytes, from, to) ->
                    to - from <= NumberChecks.SECONDS_DIGITS && isNumber(bytes, from, to, false, oldest, newest);
        }
        if (rule instanceof Unsigned64) {
            return (bytes, from, to) -> (bytes[from] != '0' || to - from == 1)
                    && areDigits(bytes, from, to)
                    && (to - from < NumberChecks.LARGEST_UNSIGNED_64.length()
                            || to - from == NumberChecks.LARGEST_UNSIGNED_64.length()
                                    && text(bytes, from, to).compareTo(NumberChecks.LARGEST_UNSIGNED_64) <= 0);
        }
        if (rule instanceof JsonObject) {
            int maximum = limits.maxEventJsonBytes();
            return (bytes, from, to) -> to - from <= maximum && JsonObjectText.isJsonObject(bytes, from, to);
        }
        if (rule instanceof Ipv6Address) {
            return (bytes, from, to) -> Ipv6Text.isAddress(text(bytes, from, to));
        }
        // A rule that is not known here is left to the complete answer.
        return (bytes, from, to) -> false;
    }

    /** The check of a field that may not be blank either, where its rule is a text. */
    static CellCheck visible(FieldRule rule, CellCheck check) {
        return rule instanceof Text
                ? (bytes, from, to) -> isVisible(bytes, from, to) && check.passes(bytes, from, to)
                : check;
    }

    private static boolean isVisible(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] > ' ') {
                return true;
            }
        }
        return !text(bytes, from, to).codePoints().allMatch(CellCheck::isSpace);
    }

    /** What is white space to Unicode or to Java. */
    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == 0x85;
    }

    private static boolean isOneOf(byte[][] values, byte[] bytes, int from, int to) {
        for (byte[] value : values) {
            if (Arrays.equals(value, 0, value.length, bytes, from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNumber(byte[] bytes, int from, int to, boolean zerosMayLead, long minimum, long maximum) {
        boolean negative = bytes[from] == '-';
        int digits = negative ? from + 1 : from;
        if (digits == to || to - digits > LONG_DIGITS || !areDigits(bytes, digits, to)) {
            return false;
        }
        if (bytes[digits] == '0' && !zerosMayLead && (negative || to - digits > 1)) {
            return false;
        }
        long value = 0;
        for (int at = digits; at < to; at++) {
            value = 10 * value + (bytes[at] - '0');
        }
        value = negative ? -value : value;
        return minimum <= value && value <= maximum;
    }

    private static boolean areDigits(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, UTF_8);
    }
}
