package io.github.appmetricaexport.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A row as a line of CSV, made of one cell after the other: RFC 4180 in UTF-8, CRLF at its end, quotes only where they are
 * needed, {@code ""} for a quote, nothing at all for an absent value.
 *
 * <p>Byte for byte what Commons CSV makes of the same texts: its rules for minimal quotes are restated here on UTF-8, where
 * every character that matters is a byte of its own. One instance serves one thread; it holds one line.
 */
public final class CsvLine {
    /** The longest {@code long}, with its sign. */
    private static final int LONGEST_NUMBER = 20;

    /** Eight bytes of an array as one number, the first of them in its lowest bits: a cell is taken eight bytes at a time. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH_ONE = 0x0101010101010101L;
    private static final long EACH_HIGH_BIT = 0x8080808080808080L;

    /** All that needs quotes, anywhere or at an end, and NUL are below it; what most cells are made of is not. */
    private static final long EACH_HYPHEN = EACH_ONE * '-';

    private byte[] bytes = new byte[1024];
    private int length;

    /** Forgets the line before. At least one cell has to follow. */
    public void begin() {
        length = 0;
    }

    /**
     * The next cell is {@code source[from]} to {@code source[to - 1]}, at least one byte of UTF-8.
     *
     * @return whether it is ASCII without a NUL, so that nobody has to look at its encoding
     */
    public boolean text(byte[] source, int from, int to) {
        // A quote doubles; around the cell may stand two quotes, behind it a comma or the line's end.
        reserve(2 * (to - from) + 4);
        byte[] line = bytes;
        int end = length;
        // Of these the high bit of a byte tells (Bit Twiddling Hacks, "Determine if a word has a byte less than n").
        long belowHyphen = 0;
        long nulOrBeyondAscii = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES, end += Long.BYTES) {
            long eight = (long) EIGHT.get(source, at);
            EIGHT.set(line, end, eight);
            belowHyphen |= eight - EACH_HYPHEN & ~eight;
            nulOrBeyondAscii |= eight | eight - EACH_ONE;
        }
        for (; at < to; at++) {
            byte octet = source[at];
            line[end++] = octet;
            belowHyphen |= octet - '-' & ~octet;
            nulOrBeyondAscii |= octet | octet - 1;
        }
        if ((belowHyphen & EACH_HIGH_BIT) != 0 && needsQuotes(source, from, to)) {
            end = quote(source, from, to);
        }
        line[end] = ',';
        length = end + 1;
        return (nulOrBeyondAscii & EACH_HIGH_BIT) == 0;
    }

    private static boolean needsQuotes(byte[] source, int from, int to) {
        if (needsQuotesAtAnEnd(source[from], source[to - 1])) {
            return true;
        }
        for (int at = from; at < to; at++) {
            byte octet = source[at];
            if (octet == '"' || octet == ',' || octet == '\r' || octet == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Commons CSV's {@code QuoteMode.MINIMAL}: more than RFC 4180 asks for, so that careless readers get it right too. */
    private static boolean needsQuotesAtAnEnd(byte first, byte last) {
        // Bytes of characters beyond ASCII are negative.
        return first >= 0 && first <= '#' || last >= 0 && last <= ' ';
    }

    /** The next cell is a whole number's digits. */
    public void number(long value) {
        reserve(LONGEST_NUMBER + 2);
        // Of negative numbers there is one more.
        long rest = value < 0 ? value : -value;
        if (value < 0) {
            bytes[length++] = '-';
        }
        length += digitsOf(rest);
        int at = length;
        do {
            bytes[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        bytes[length++] = ',';
    }

    /** The next cell is empty. */
    public void empty() {
        reserve(2);
        bytes[length++] = ',';
    }

    /** No cell follows. */
    public void end() {
        bytes[length - 1] = '\r';
        bytes[length++] = '\n';
    }

    /** The whole line is this one, CRLF included, that was made before. */
    public void copy(byte[] made) {
        length = 0;
        reserve(made.length);
        System.arraycopy(made, 0, bytes, 0, made.length);
        length = made.length;
    }

    /** The line, from 0 to {@link #length()}; overwritten by the next. */
    public byte[] bytes() {
        return bytes;
    }

    /** Its bytes, CRLF included. */
    public int length() {
        return length;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    private static int digitsOf(long negative) {
        int digits = 1;
        for (long bound = -10; negative <= bound && digits < LONGEST_NUMBER - 1; bound *= 10) {
            digits++;
        }
        return digits;
    }

    /** Over what stands there of the cell; returns where it ends. */
    private int quote(byte[] source, int from, int to) {
        byte[] line = bytes;
        int end = length;
        line[end++] = '"';
        for (int at = from; at < to; at++) {
            byte octet = source[at];
            // What doubles a quote is a quote; of any other byte the second is overwritten.
            line[end] = octet;
            line[end + 1] = octet;
            end += octet == '"' ? 2 : 1;
        }
        line[end++] = '"';
        return end;
    }
}
