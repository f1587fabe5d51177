package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.PostApiField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** One of the values that are documented, as it is written there. */
final class OneOfCheck extends FieldCheck {
    private final byte[][] values;
    private final String notListed;

    OneOfCheck(PostApiField field, List<String> values) {
        super(field);
        this.values = values.stream()
                .map(value -> value.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        notListed = because("not one of " + String.join(", ", values));
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        for (byte[] value : values) {
            if (Arrays.equals(value, 0, value.length, bytes, from, to)) {
                return;
            }
        }
        reasons.add(notListed);
    }
}
