package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.appmetricaexport.api.PostApiField;
import java.util.List;
import java.util.regex.Pattern;

/** A number from 0 to 2^64 - 1 in its one spelling; anything else is told by the mistake that was probably made. */
final class Unsigned64Check extends FieldCheck {
    private static final String LARGEST = "18446744073709551615";
    private static final Pattern DEVICE_ID = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern NEGATIVE = Pattern.compile("-[0-9]+");
    private static final Pattern FRACTION = Pattern.compile("-?[0-9]+[.][0-9]*");

    private final String deviceId = because("a DeviceId (32 hexadecimal characters), the API wants its DeviceIdHash");
    private final String negative =
            because("negative, the API wants an unsigned 64-bit number (a signed column overflowed?)");
    private final String fraction = because("has a fraction");
    private final String leadingZeros = because("has leading zeros");
    private final String tooLarge = because("greater than " + LARGEST);
    private final String noNumber = because("not a whole number");

    Unsigned64Check(PostApiField field) {
        super(field);
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        boolean fits = to - from < LARGEST.length()
                || to - from == LARGEST.length() && text(bytes, from, to).compareTo(LARGEST) <= 0;
        boolean oneSpelling = bytes[from] != '0' || to - from == 1;
        if (!fits || !oneSpelling || !Digits.are(bytes, from, to)) {
            reasons.add(mistake(text(bytes, from, to)));
        }
    }

    private String mistake(String value) {
        if (DEVICE_ID.matcher(value).matches()) {
            return deviceId;
        }
        if (NEGATIVE.matcher(value).matches()) {
            return negative;
        }
        if (FRACTION.matcher(value).matches()) {
            return fraction;
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return value.startsWith("0") ? leadingZeros : tooLarge;
        }
        return noNumber;
    }

    @Override
    void number(long value, List<String> reasons) {
        if (value < 0) {
            reasons.add(negative);
        }
    }

    /** A character a byte: beyond ASCII only whether it is a digit matters. */
    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1);
    }
}
