package io.github.appmetricaexport.api;

import io.github.appmetricaexport.api.FieldRule.Ipv6Address;
import io.github.appmetricaexport.api.FieldRule.JsonObject;
import io.github.appmetricaexport.api.FieldRule.OneOf;
import io.github.appmetricaexport.api.FieldRule.Text;
import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import io.github.appmetricaexport.api.FieldRule.Unsigned64;
import io.github.appmetricaexport.api.FieldRule.WholeNumber;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields of an imported event, one row per column of the CSV form of {@code POST /logs/v1/import/events.csv}.
 *
 * <p>The order is that of a payload's header. The key, {@code post_api_key}, is deliberately absent: it travels in the
 * query string only and is never a column.
 */
public enum PostApiField {
    APPLICATION_ID(Presence.REQUIRED, new WholeNumber(1, Integer.MAX_VALUE), "the application's number"),
    /** At most 200 characters (SDK limit). It may look numeric and is never parsed. */
    PROFILE_ID(Presence.IDENTIFIER, new Text(200), "the user, as the SDK's setUserProfileID sent it"),
    /** The SDK's DeviceIdHash, not its DeviceId of 32 hexadecimal characters. */
    APPMETRICA_DEVICE_ID(Presence.IDENTIFIER, new Unsigned64(), "the device: the SDK's DeviceIdHash"),
    /** At most 1,000 characters (SDK limit). */
    EVENT_NAME(Presence.REQUIRED, new Text(1000), "the event's name"),
    /** Older pages call it {@code timestamp}; their own sample and every client send this name. */
    EVENT_TIMESTAMP(Presence.REQUIRED, new UnixSeconds(), "when it happened, Unix time in seconds"),
    EVENT_JSON(new JsonObject(), "the event's parameters, a JSON object"),
    /** Without it the server takes {@code background}: such events miss the Users metric and the profile card. */
    SESSION_TYPE(
            new OneOf(List.of("foreground", "background")),
            "foreground or background; left out it is background, and the event misses the Users metric and the profile card"),
    IOS_IFA("advertising identifier, iOS"),
    IOS_IFV("vendor identifier, iOS"),
    GOOGLE_AID("advertising identifier, Android"),
    WINDOWS_AID("advertising identifier, Windows"),
    OS_NAME(new OneOf(List.of("ios", "android", "windows")), "the operating system"),
    OS_VERSION("its version"),
    DEVICE_MANUFACTURER("who made the device"),
    DEVICE_MODEL("the device's model"),
    /** Current pages list only phone, tablet and unknown; older ones all six. */
    DEVICE_TYPE(new OneOf(List.of("phone", "tablet", "phablet", "tv", "desktop", "unknown")), "the kind of device"),
    DEVICE_LOCALE("the device's language and region"),
    APP_VERSION_NAME("the application's version"),
    APP_PACKAGE_NAME("the application's package"),
    CONNECTION_TYPE(new OneOf(List.of("wifi", "cell", "unknown")), "how the device was connected"),
    OPERATOR_NAME("the mobile operator"),
    MCC(new WholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE), "mobile country code"),
    MNC(new WholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE), "mobile network code"),
    DEVICE_IPV6(new Ipv6Address(), "the device's address; IPv4 as ::ffff:a.b.c.d");

    /** Whether a row can do without the field. */
    public enum Presence {
        /** Every row has a value. */
        REQUIRED,
        /** Every row has a value in exactly one of the fields of this presence. */
        IDENTIFIER,
        /** Left out where there is nothing to say. */
        OPTIONAL
    }

    private final Presence presence;
    private final FieldRule rule;
    private final String sentence;

    /** An optional field of any text. */
    PostApiField(String sentence) {
        this(new Text(Integer.MAX_VALUE), sentence);
    }

    PostApiField(FieldRule rule, String sentence) {
        this(Presence.OPTIONAL, rule, sentence);
    }

    PostApiField(Presence presence, FieldRule rule, String sentence) {
        this.presence = presence;
        this.rule = rule;
        this.sentence = sentence;
    }

    /** The column's name in a payload's header and its key in the configuration's {@code mapping}. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Presence presence() {
        return presence;
    }

    public FieldRule rule() {
        return rule;
    }

    /** What the field means, in a few words for the configuration's reference and error messages. */
    public String sentence() {
        return sentence;
    }

    /** The field of that column, if there is one. */
    public static Optional<PostApiField> ofColumn(String column) {
        return Arrays.stream(values())
                .filter(field -> field.column().equals(column))
                .findFirst();
    }
}
