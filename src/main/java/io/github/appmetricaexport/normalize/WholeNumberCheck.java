package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.PostApiField;
import java.util.List;

/**
 * A whole number within bounds.
 *
 * <p>A plus sign, blanks, a fraction or an exponent make no whole number. A text is sent as it stands, so leading zeros pass
 * only where they are part of a code, as in {@code mnc = 02}: where zero itself is allowed.
 */
final class WholeNumberCheck extends FieldCheck {
    private final long minimum;
    private final long maximum;
    private final String noNumber;
    private final String outside;
    private final String leadingZeros = because("has leading zeros");

    /** @param maximum that and the minimum have at most {@link Digits#OF_ANY_LONG} digits */
    WholeNumberCheck(PostApiField field, long minimum, long maximum) {
        super(field);
        this.minimum = minimum;
        this.maximum = maximum;
        boolean anyInteger = minimum == Integer.MIN_VALUE && maximum == Integer.MAX_VALUE;
        outside = because("not a whole number from " + minimum + " to " + maximum);
        noNumber = anyInteger ? because("not a whole number") : outside;
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        boolean negative = minimum <= 0 && bytes[from] == '-';
        int digits = negative ? from + 1 : from;
        if (!Digits.are(bytes, digits, to)) {
            reasons.add(noNumber);
            return;
        }
        int counted = digits;
        while (counted < to - 1 && bytes[counted] == '0') {
            counted++;
        }
        long value = to - counted > Digits.OF_ANY_LONG ? Long.MAX_VALUE : Digits.value(bytes, counted, to);
        int before = reasons.size();
        number(negative ? -value : value, reasons);
        if (reasons.size() == before && minimum > 0 && counted > digits) {
            reasons.add(leadingZeros);
        }
    }

    @Override
    void number(long value, List<String> reasons) {
        if (value < minimum || value > maximum) {
            reasons.add(outside);
        }
    }
}
