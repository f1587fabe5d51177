package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.FieldRule;
import io.github.appmetricaexport.api.PostApiField;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The checks of a field's values, made once per request from the field's rule.
 *
 * <p>On purpose none of this is shared with the job's validation: a mistake there is to be refused here.
 */
final class ValueChecks {
    /** Unix seconds of the year 5138, and milliseconds of March 1973: a plausible time is clearly one or the other. */
    private static final long LOOKS_LIKE_MILLISECONDS = 100_000_000_000L;

    private static final int DEVICE_ID_CHARACTERS = 32;

    private final ApiSwitches switches;
    private final Instant now;

    ValueChecks(ApiSwitches switches, Instant now) {
        this.switches = switches;
        this.now = now;
    }

    /** What a value of the field has to be, in the order in which to tell the sender. */
    List<ValueCheck> of(PostApiField field) {
        FieldRule rule = field.rule();
        if (rule instanceof FieldRule.Text text) {
            return text(field, text.maximumCharacters());
        } else if (rule instanceof FieldRule.WholeNumber number) {
            return List.of(wholeNumber(number.minimum(), number.maximum()));
        } else if (rule instanceof FieldRule.Unsigned64) {
            return unsigned64();
        } else if (rule instanceof FieldRule.UnixSeconds) {
            return unixSeconds();
        } else if (rule instanceof FieldRule.OneOf oneOf) {
            return List.of(oneOf(oneOf.values()));
        } else if (rule instanceof FieldRule.JsonObject) {
            return jsonObject();
        } else if (rule instanceof FieldRule.Ipv6Address) {
            return List.of(new ValueCheck(
                    Ipv6::isAddress, "must be an IPv6 address; write an IPv4 address as ::ffff:a.b.c.d"));
        }
        throw new IllegalStateException("no check is written for the rule of " + field.column());
    }

    private static List<ValueCheck> text(PostApiField field, int maximum) {
        ValueCheck length = new ValueCheck(
                (bytes, start, end) -> end - start <= maximum || Utf8.codePoints(bytes, start, end) <= maximum,
                "must have at most " + maximum + " characters");
        return field.presence() != PostApiField.Presence.REQUIRED
                ? List.of(length)
                : List.of(new ValueCheck(ValueChecks::isNotBlank, "must not be blank"), length);
    }

    private static boolean isNotBlank(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] > ' ') {
                return true;
            }
        }
        return !new String(bytes, start, end - start, StandardCharsets.UTF_8).isBlank();
    }

    private static ValueCheck wholeNumber(long minimum, long maximum) {
        return new ValueCheck(
                (bytes, start, end) -> Numbers.isWhole(bytes, start, end)
                        && Numbers.saturated(bytes, start, end) >= minimum
                        && Numbers.saturated(bytes, start, end) <= maximum,
                "must be a whole number from " + minimum + " to " + maximum);
    }

    private static List<ValueCheck> unsigned64() {
        return List.of(
                new ValueCheck(
                        (bytes, start, end) -> !looksLikeDeviceId(bytes, start, end),
                        "looks like the SDK's DeviceId; send its DeviceIdHash"),
                new ValueCheck(Numbers::isUnsigned64, "must be a decimal whole number from 0 to 18446744073709551615"));
    }

    private static boolean looksLikeDeviceId(byte[] bytes, int start, int end) {
        if (end - start != DEVICE_ID_CHARACTERS) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (Character.digit(bytes[i], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private List<ValueCheck> unixSeconds() {
        long oldest = now.minus(bounded(switches.maxEventAge())).getEpochSecond();
        long newest = now.plus(bounded(switches.maxClockSkew())).getEpochSecond();
        return List.of(
                new ValueCheck(Numbers::isWhole, "must be Unix time in whole seconds"),
                new ValueCheck(
                        (bytes, start, end) -> Numbers.saturated(bytes, start, end) < LOOKS_LIKE_MILLISECONDS,
                        "looks like milliseconds; send Unix time in seconds"),
                new ValueCheck(
                        (bytes, start, end) -> Numbers.saturated(bytes, start, end) >= oldest,
                        "is older than the API takes (" + switches.maxEventAge().toDays() + " days)"),
                new ValueCheck(
                        (bytes, start, end) -> Numbers.saturated(bytes, start, end) <= newest, "lies in the future"));
    }

    private static Duration bounded(Duration span) {
        Duration centuries = Duration.ofDays(365_000);
        return span.compareTo(centuries) > 0 ? centuries : span;
    }

    private static ValueCheck oneOf(List<String> values) {
        byte[][] allowed = values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return new ValueCheck(
                (bytes, start, end) -> isOneOf(allowed, bytes, start, end),
                values.stream().collect(Collectors.joining(", ", "must be one of ", "")));
    }

    private static boolean isOneOf(byte[][] allowed, byte[] bytes, int start, int end) {
        for (byte[] value : allowed) {
            if (Arrays.equals(value, 0, value.length, bytes, start, end)) {
                return true;
            }
        }
        return false;
    }

    private List<ValueCheck> jsonObject() {
        int maximum = switches.maxEventJsonBytes();
        return List.of(
                new ValueCheck(
                        (bytes, start, end) -> end - start <= maximum, "must have at most " + maximum + " bytes"),
                new ValueCheck(JsonObjects::isObject, "must be a JSON object"));
    }
}
