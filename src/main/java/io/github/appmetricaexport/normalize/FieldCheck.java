package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.FieldRule;
import io.github.appmetricaexport.api.FieldRule.Ipv6Address;
import io.github.appmetricaexport.api.FieldRule.JsonObject;
import io.github.appmetricaexport.api.FieldRule.OneOf;
import io.github.appmetricaexport.api.FieldRule.Text;
import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import io.github.appmetricaexport.api.FieldRule.Unsigned64;
import io.github.appmetricaexport.api.FieldRule.WholeNumber;
import io.github.appmetricaexport.api.PostApiField;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one rule of the API says of a field's values: nothing of a good one, every reason against any other.
 *
 * <p>A reason reads {@code field: rule}. It is constant and without the value, so that reasons can be counted by their text
 * and shown to anybody.
 */
abstract class FieldCheck {
    private final PostApiField field;

    FieldCheck(PostApiField field) {
        this.field = field;
    }

    static FieldCheck of(PostApiField field, ValidationLimits limits) {
        FieldRule rule = field.rule();
        if (rule instanceof Text text) {
            return new TextCheck(field, text.maximumCharacters());
        }
        if (rule instanceof OneOf oneOf) {
            return new OneOfCheck(field, oneOf.values());
        }
        if (rule instanceof WholeNumber number) {
            return new WholeNumberCheck(field, number.minimum(), number.maximum());
        }
        if (rule instanceof Unsigned64) {
            return new Unsigned64Check(field);
        }
        if (rule instanceof UnixSeconds) {
            return new UnixSecondsCheck(field, limits.oldestEventTime(), limits.newestEventTime());
        }
        if (rule instanceof JsonObject) {
            return new JsonObjectCheck(field, limits.maxEventJsonBytes());
        }
        if (rule instanceof Ipv6Address) {
            return new Ipv6Check(field);
        }
        throw new IllegalArgumentException("no check for " + rule);
    }

    /**
     * Adds every reason against the text {@code bytes[from]} to {@code bytes[to - 1]}, which is not empty. Nothing else is
     * known of the bytes: they may be no UTF-8 at all, which is not this check's matter.
     */
    abstract void text(byte[] bytes, int from, int to, List<String> reasons);

    /** The same of a whole number, which will be sent as its digits. */
    void number(long value, List<String> reasons) {
        byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
        text(digits, 0, digits.length, reasons);
    }

    final String because(String rule) {
        return because(field, rule);
    }

    /** How a reason is worded. */
    static String because(PostApiField field, String rule) {
        return field.column() + ": " + rule;
    }
}
