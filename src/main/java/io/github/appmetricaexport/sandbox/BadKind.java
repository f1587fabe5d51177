package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;

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

    private final PostApiField field;

    BadKind(PostApiField field) {
        this.field = field;
    }

    /** The field whose rule is broken; of the identifiers, one of the two. */
    public PostApiField field() {
        return field;
    }
}
