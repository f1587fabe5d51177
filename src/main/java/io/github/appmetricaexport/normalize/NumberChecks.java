package io.github.appmetricaexport.normalize;

import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * What is wrong with a text that should be a number, by the mistake that was probably made.
 *
 * <p>Digits are ASCII digits; a plus sign, blanks, a fraction or an exponent make no whole number. The value is sent as it
 * stands, so leading zeros pass only where they are part of a code, as in {@code mnc = 02}: where zero itself is allowed.
 * An identifier has one spelling.
 */
final class NumberChecks {
    static final String LARGEST_UNSIGNED_64 = "18446744073709551615";
    /** A BIGINT holds any number of so many characters. */
    private static final int BIGINT_CHARACTERS = 18;
    /** Unix seconds of 11 digits reach the year 5138; 12 digits of milliseconds begin in 1973. */
    static final int SECONDS_DIGITS = 11;

    private NumberChecks() {}

    static Column wholeNumber(Column value, Reason reason, long minimum, long maximum) {
        boolean anyInteger = minimum == Integer.MIN_VALUE && maximum == Integer.MAX_VALUE;
        String range = " from " + minimum + " to " + maximum;
        String pattern = minimum > 0 ? "\\A[0-9]+\\z" : "\\A-?[0-9]+\\z";
        Column checked = when(
                        not(value.rlike(pattern)), reason.because("not a whole number" + (anyInteger ? "" : range)))
                .when(outside(value, minimum, maximum), reason.because("not a whole number" + range));
        return minimum > 0 ? checked.when(value.startsWith("0"), reason.because("has leading zeros")) : checked;
    }

    /** Evaluated of digits only. A cast of too many would be NULL or, in ANSI mode, end the job. */
    private static Column outside(Column value, long minimum, long maximum) {
        return when(
                        length(value).leq(BIGINT_CHARACTERS),
                        not(value.cast(DataTypes.LongType).between(minimum, maximum)))
                .when(
                        value.rlike("\\A-?0*[0-9]{1,37}\\z"),
                        not(value.cast(DataTypes.createDecimalType(38, 0)).between(minimum, maximum)))
                .otherwise(true);
    }

    static Column unsigned64(Column value, Reason reason) {
        Column isOne = value.rlike("\\A(0|[1-9][0-9]{0,19})\\z")
                .and(length(value).lt(LARGEST_UNSIGNED_64.length()).or(value.leq(LARGEST_UNSIGNED_64)));
        Column mistake = when(
                        value.rlike("\\A[0-9a-fA-F]{32}\\z"),
                        reason.because("a DeviceId (32 hexadecimal characters), the API wants its DeviceIdHash"))
                .when(
                        value.rlike("\\A-[0-9]+\\z"),
                        reason.because(
                                "negative, the API wants an unsigned 64-bit number (a signed column overflowed?)"))
                .when(value.rlike("\\A-?[0-9]+[.][0-9]*\\z"), reason.because("has a fraction"))
                .when(value.rlike("\\A0[0-9]+\\z"), reason.because("has leading zeros"))
                .when(value.rlike("\\A[0-9]+\\z"), reason.because("greater than " + LARGEST_UNSIGNED_64))
                .otherwise(reason.because("not a whole number"));
        return when(not(isOne), mistake);
    }

    static Column unixSeconds(Column value, Reason reason, ValidationLimits limits) {
        Column older = reason.because("older than the API takes");
        Column future = reason.because("in the future");
        Column bySeconds = when(value.cast(DataTypes.LongType).lt(limits.oldestEventTime()), older)
                .when(value.cast(DataTypes.LongType).gt(limits.newestEventTime()), future);
        return when(not(value.rlike("\\A(0|-?[1-9][0-9]*)\\z")), reason.because("not whole Unix seconds"))
                .when(length(value).leq(SECONDS_DIGITS), bySeconds)
                .when(value.startsWith("-"), older)
                .when(length(value).leq(SECONDS_DIGITS + 3), reason.because("in milliseconds, divide by 1000"))
                .when(length(value).leq(SECONDS_DIGITS + 6), reason.because("in microseconds, divide by 1000000"))
                .when(length(value).leq(SECONDS_DIGITS + 9), reason.because("in nanoseconds, divide by 1000000000"))
                .otherwise(future);
    }
}
