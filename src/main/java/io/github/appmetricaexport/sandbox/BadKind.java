package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The mistakes that a share of the sample rows makes, each against one rule of one field. */
public enum BadKind {
    MISSING_NAME(PostApiField.EVENT_NAME),
    BLANK_NAME(PostApiField.EVENT_NAME),
    LONG_NAME(PostApiField.EVENT_NAME),
    NO_IDENTIFIER(PostApiField.PROFILE_ID),
    BOTH_IDENTIFIERS(PostApiField.APPMETRICA_DEVICE_ID),
    LONG_PROFILE_ID(PostApiField.PROFILE_ID),
    NEGATIVE_DEVICE_HASH(PostApiField.APPMETRICA_DEVICE_ID),
    FRACTIONAL_DEVICE_HASH(PostApiField.APPMETRICA_DEVICE_ID),
    DEVICE_HASH_OVER_64_BITS(PostApiField.APPMETRICA_DEVICE_ID),
    DEVICE_ID_FOR_HASH(PostApiField.APPMETRICA_DEVICE_ID),
    MILLISECONDS_FOR_SECONDS(PostApiField.EVENT_TIMESTAMP),
    THIRTY_DAYS_OLD(PostApiField.EVENT_TIMESTAMP),
    TEN_YEARS_AHEAD(PostApiField.EVENT_TIMESTAMP),
    PARAMS_NOT_JSON(PostApiField.EVENT_JSON),
    PARAMS_A_JSON_ARRAY(PostApiField.EVENT_JSON),
    UNKNOWN_OS(PostApiField.OS_NAME),
    UNKNOWN_SESSION(PostApiField.SESSION_TYPE),
    MCC_NOT_A_NUMBER(PostApiField.MCC),
    PLAIN_IPV4(PostApiField.DEVICE_IPV6),
    APPLICATION_ZERO(PostApiField.APPLICATION_ID);

    private static final List<String> IDENTIFIERS = List.of("user_id", "login", "device_hash");

    private final PostApiField field;

    BadKind(PostApiField field) {
        this.field = field;
    }

    /** The field whose rule is broken; of the identifiers, one of the two. */
    public PostApiField field() {
        return field;
    }

    /** Makes a good row bad in this one way. */
    @SuppressWarnings("TimeUnitMismatch") // The wrong unit is the point.
    void spoil(Map<String, Object> values, Dice dice) {
        Instant at = (Instant) values.get("at");
        switch (this) {
            case MISSING_NAME -> values.put("action", null);
            case BLANK_NAME -> values.put("action", "   ");
            case LONG_NAME -> values.put("action", "long name ".repeat(101));
            case NO_IDENTIFIER -> values.keySet().removeAll(IDENTIFIERS);
            case BOTH_IDENTIFIERS -> {
                identify(values, "user_id", 4_242L);
                values.put("device_hash", "9223372036854775808");
            }
            case LONG_PROFILE_ID -> identify(values, "login", "x".repeat(201 + dice.below(50)));
            case NEGATIVE_DEVICE_HASH -> identify(values, "device_hash", "-" + (1 + dice.below(1_000_000)));
            case FRACTIONAL_DEVICE_HASH -> identify(values, "device_hash", "1.5");
            case DEVICE_HASH_OVER_64_BITS -> identify(values, "device_hash", "18446744073709551616");
            case DEVICE_ID_FOR_HASH ->
                identify(
                        values,
                        "device_hash",
                        HexFormat.of().toHexDigits(dice.bits()) + HexFormat.of().toHexDigits(dice.bits()));
            case MILLISECONDS_FOR_SECONDS -> values.put("at", Instant.ofEpochSecond(at.toEpochMilli()));
            case THIRTY_DAYS_OLD -> values.put("at", at.minus(Duration.ofDays(30)));
            case TEN_YEARS_AHEAD -> values.put("at", at.plus(Duration.ofDays(3652)));
            case PARAMS_NOT_JSON -> legacy(values, "level=5; item=sword");
            case PARAMS_A_JSON_ARRAY -> legacy(values, "[{\"level\":5}]");
            case UNKNOWN_OS -> values.put("os", "symbian");
            case UNKNOWN_SESSION -> values.put("session", "sleeping");
            case MCC_NOT_A_NUMBER -> values.put("mcc", "abc");
            case PLAIN_IPV4 -> values.put("ip", "192.0.2." + dice.below(256));
            case APPLICATION_ZERO -> values.put("application", 0);
            default -> throw new IllegalStateException(name());
        }
    }

    private static void identify(Map<String, Object> values, String column, Object identifier) {
        values.keySet().removeAll(IDENTIFIERS);
        values.put(column, identifier);
    }

    private static void legacy(Map<String, Object> values, String json) {
        values.put("params", null);
        values.put("raw_params", json);
    }
}
