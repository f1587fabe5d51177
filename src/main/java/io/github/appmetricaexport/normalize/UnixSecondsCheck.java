package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.PostApiField;
import java.util.List;

/** Unix time in whole seconds, within the run's bounds; milliseconds and finer are told as what they are. */
final class UnixSecondsCheck extends FieldCheck {
    /** Of 11 digits they reach the year 5138; 12 digits of milliseconds begin in 1973. */
    private static final int SECONDS_DIGITS = 11;

    private static final long LARGEST = 99_999_999_999L;

    private final long oldest;
    private final long newest;
    private final String noSeconds = because("not whole Unix seconds");
    private final String older = because("older than the API takes");
    private final String future = because("in the future");
    private final String milliseconds = because("in milliseconds, divide by 1000");
    private final String microseconds = because("in microseconds, divide by 1000000");
    private final String nanoseconds = because("in nanoseconds, divide by 1000000000");

    /** @param newest that and the oldest are included */
    UnixSecondsCheck(PostApiField field, long oldest, long newest) {
        super(field);
        this.oldest = oldest;
        this.newest = newest;
    }

    @Override
    void text(byte[] bytes, int from, int to, List<String> reasons) {
        boolean negative = bytes[from] == '-';
        int digits = negative ? from + 1 : from;
        boolean oneSpelling = digits < to && (bytes[digits] != '0' || to - from == 1);
        if (!oneSpelling || !Digits.are(bytes, digits, to)) {
            reasons.add(noSeconds);
        } else if (to - from <= SECONDS_DIGITS) {
            seconds(Digits.value(bytes, from, to), reasons);
        } else {
            reasons.add(negative ? older : ofDigits(to - from));
        }
    }

    @Override
    void number(long value, List<String> reasons) {
        if (value > -LARGEST / 10 && value <= LARGEST) {
            seconds(value, reasons);
        } else {
            reasons.add(value < 0 ? older : ofDigits(Long.toString(value).length()));
        }
    }

    private void seconds(long value, List<String> reasons) {
        if (value < oldest) {
            reasons.add(older);
        } else if (value > newest) {
            reasons.add(future);
        }
    }

    private String ofDigits(int digits) {
        if (digits <= SECONDS_DIGITS + 3) {
            return milliseconds;
        }
        if (digits <= SECONDS_DIGITS + 6) {
            return microseconds;
        }
        return digits <= SECONDS_DIGITS + 9 ? nanoseconds : future;
    }
}
