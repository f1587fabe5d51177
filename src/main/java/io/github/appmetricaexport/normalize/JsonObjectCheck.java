package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.PostApiField;
import java.util.List;

/** One JSON object of limited bytes. */
final class JsonObjectCheck extends FieldCheck {
    private final JsonObjectText json = new JsonObjectText();
    private final int maximumBytes;
    private final String tooLong;
    private final String noObject = because("not a JSON object");

    JsonObjectCheck(PostApiField field, int maximumBytes) {
        super(field);
        this.maximumBytes = maximumBytes;
        tooLong = because("longer than " + maximumBytes + " bytes");
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        if (to - from > maximumBytes) {
            reasons.add(tooLong);
        }
        if (!json.isJsonObject(bytes, from, to)) {
            reasons.add(noObject);
        }
    }
}
