package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The mistakes that a share of the sample rows makes, each against one rule of one field. */
public enum BadKind {
    MISSING_NAME(PostApiField.EVENT_NAME, put("action", null)),
    BLANK_NAME(PostApiField.EVENT_NAME, put("action", "   ")),
    LONG_NAME(PostApiField.EVENT_NAME, put("action", "long name ".repeat(101))),
    NO_IDENTIFIER(PostApiField.PROFILE_ID, (values, dice) -> forgetIdentifiers(values)),
    BOTH_IDENTIFIERS(
            PostApiField.APPMETRICA_DEVICE_ID,
            identify("user_id", dice -> 4_242L).andThen(put("device_hash", "9223372036854775808"))),
    LONG_PROFILE_ID(PostApiField.PROFILE_ID, identify("login", dice -> "x".repeat(201 + dice.below(50)))),
    NEGATIVE_DEVICE_HASH(
            PostApiField.APPMETRICA_DEVICE_ID, identify("device_hash", dice -> "-" + (1 + dice.below(1_000_000)))),
    FRACTIONAL_DEVICE_HASH(PostApiField.APPMETRICA_DEVICE_ID, identify("device_hash", dice -> "1.5")),
    DEVICE_HASH_OVER_64_BITS(
            PostApiField.APPMETRICA_DEVICE_ID, identify("device_hash", dice -> "18446744073709551616")),
    DEVICE_ID_FOR_HASH(
            PostApiField.APPMETRICA_DEVICE_ID,
            identify(
                    "device_hash",
                    dice -> HexFormat.of().toHexDigits(dice.bits())
                            + HexFormat.of().toHexDigits(dice.bits()))),
    @SuppressWarnings("TimeUnitMismatch") // The wrong unit is the point.
    MILLISECONDS_FOR_SECONDS(PostApiField.EVENT_TIMESTAMP, move(at -> Instant.ofEpochSecond(at.toEpochMilli()))),
    THIRTY_DAYS_OLD(PostApiField.EVENT_TIMESTAMP, move(at -> at.minus(Duration.ofDays(30)))),
    TEN_YEARS_AHEAD(PostApiField.EVENT_TIMESTAMP, move(at -> at.plus(Duration.ofDays(3652)))),
    PARAMS_NOT_JSON(PostApiField.EVENT_JSON, put("params", null).andThen(put("raw_params", "level=5; item=sword"))),
    PARAMS_A_JSON_ARRAY(PostApiField.EVENT_JSON, put("params", null).andThen(put("raw_params", "[{\"level\":5}]"))),
    UNKNOWN_OS(PostApiField.OS_NAME, put("os", "symbian")),
    UNKNOWN_SESSION(PostApiField.SESSION_TYPE, put("session", "sleeping")),
    MCC_NOT_A_NUMBER(PostApiField.MCC, put("mcc", "abc")),
    PLAIN_IPV4(PostApiField.DEVICE_IPV6, (values, dice) -> values.put("ip", "192.0.2." + dice.below(256))),
    APPLICATION_ZERO(PostApiField.APPLICATION_ID, put("application", 0));

    private final PostApiField field;
    private final BiConsumer<Map<String, Object>, Dice> mistake;

    BadKind(PostApiField field, BiConsumer<Map<String, Object>, Dice> mistake) {
        this.field = field;
        this.mistake = mistake;
    }

    /** The field whose rule is broken; of the identifiers, one of the two. */
    public PostApiField field() {
        return field;
    }

    /** Makes a good row bad in this one way. */
    void spoil(Map<String, Object> values, Dice dice) {
        mistake.accept(values, dice);
    }

    private static BiConsumer<Map<String, Object>, Dice> put(String column, Object value) {
        return (values, dice) -> values.put(column, value);
    }

    private static BiConsumer<Map<String, Object>, Dice> move(UnaryOperator<Instant> change) {
        return (values, dice) -> values.computeIfPresent("at", (column, at) -> change.apply((Instant) at));
    }

    private static BiConsumer<Map<String, Object>, Dice> identify(String column, Function<Dice, Object> identifier) {
        return (values, dice) -> {
            forgetIdentifiers(values);
            values.put(column, identifier.apply(dice));
        };
    }

    private static void forgetIdentifiers(Map<String, Object> values) {
        values.keySet().removeAll(List.of("user_id", "login", "device_hash"));
    }
}
