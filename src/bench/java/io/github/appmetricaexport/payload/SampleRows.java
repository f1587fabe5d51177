package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.PostApiField;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A valid row of 6 or of all fields but one identifier's. */
public final class SampleRows {
    private static final Map<PostApiField, String> VALUES = new EnumMap<>(Map.of(
            PostApiField.APPLICATION_ID, "1111",
            PostApiField.PROFILE_ID, "user-4711",
            PostApiField.EVENT_NAME, "Просмотр карточки",
            PostApiField.EVENT_TIMESTAMP,
                    Long.toString(Instant.now().minusSeconds(86_400).getEpochSecond()),
            PostApiField.EVENT_JSON, "{\"level\":17,\"item\":\"sword, \\\"great\\\" 977\",\"amount\":99.95}",
            PostApiField.OS_NAME, "android",
            PostApiField.SESSION_TYPE, "foreground",
            PostApiField.DEVICE_TYPE, "phone",
            PostApiField.CONNECTION_TYPE, "wifi",
            PostApiField.DEVICE_IPV6, "2a02:6b8::40c:6676:baff:fea6:53d8"));

    private SampleRows() {}

    /** @param shape narrow or wide */
    public static List<PostApiField> fields(String shape) {
        return Arrays.stream(PostApiField.values())
                .filter(field -> field != PostApiField.APPMETRICA_DEVICE_ID)
                .filter(field -> shape.equals("wide") || field.ordinal() <= PostApiField.EVENT_JSON.ordinal()
                        || field == PostApiField.OS_NAME)
                .toList();
    }

    public static String[] values(String shape) {
        VALUES.put(PostApiField.MCC, "250");
        VALUES.put(PostApiField.MNC, "02");
        return fields(shape).stream()
                .map(field -> VALUES.getOrDefault(field, "a value, of " + field.column()))
                .toArray(String[]::new);
    }
}
