package io.github.appmetricaexport.normalize;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Whether a text is exactly one JSON object (RFC 8259), nested as deep as it likes. Keys may repeat: the vendor's own example
 * has a repeated one.
 *
 * <p>It looks at bytes and makes nothing of them: a parser costs twice as much, and every event has such a text. One instance
 * serves one thread.
 */
final class JsonObjectText {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final int END = -1;

    /** Of what is open, from the outermost: whether it is an object, else an array. */
    private final BitSet isObject = new BitSet();

    private byte[] bytes;
    private int at;
    private int to;

    /** Of {@code utf8[from]} to {@code utf8[to - 1]}; anything may stand in them. */
    boolean isJsonObject(byte[] utf8, int from, int end) {
        bytes = utf8;
        at = from;
        to = end;
        return visible() == '{' && isValue() && visible() == END;
    }

    private boolean isValue() {
        int depth = 0;
        do {
            int first = visible();
            if (first == '{' || first == '[') {
                at++;
                isObject.set(depth++, first == '{');
                if (visible() != closing(depth)) {
                    if (first == '{' && !isName()) {
                        return false;
                    }
                    continue;
                }
            } else if (!isScalar(first)) {
                return false;
            }
            while (depth > 0 && visible() == closing(depth)) {
                at++;
                depth--;
            }
            if (depth > 0 && (!take(',') || isObject.get(depth - 1) && !isName())) {
                return false;
            }
        } while (depth > 0);
        return true;
    }

    private int closing(int depth) {
        return isObject.get(depth - 1) ? '}' : ']';
    }

    /** The next byte that is no white space, which is not passed over. */
    private int visible() {
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
            at++;
        }
        return at < to ? bytes[at] & 0xFF : END;
    }

    private boolean take(int expected) {
        boolean there = visible() == expected;
        at++;
        return there;
    }

    private boolean isName() {
        return visible() == '"' && isString() && take(':');
    }

    private boolean isScalar(int first) {
        return switch (first) {
            case '"' -> isString();
            case 't' -> isWord(TRUE);
            case 'f' -> isWord(FALSE);
            case 'n' -> isWord(NULL);
            default -> isNumber();
        };
    }

    private boolean isWord(byte[] word) {
        int from = at;
        at += word.length;
        return at <= to && Arrays.equals(bytes, from, at, word, 0, word.length);
    }

    private boolean isString() {
        at++;
        while (at < to) {
            byte octet = bytes[at];
            if (octet == '"') {
                at++;
                return true;
            }
            if (octet == '\\') {
                if (!isEscape()) {
                    return false;
                }
            } else if (octet >= ' ') {
                at++;
            } else {
                // Control characters have to be escaped; what is beyond ASCII has to be UTF-8.
                int length = octet >= 0 ? 0 : Utf8Text.sequenceLength(bytes, at, to);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return false;
    }

    private boolean isEscape() {
        at += 2;
        if (at > to) {
            return false;
        }
        if (bytes[at - 1] != 'u') {
            return "\"\\/bfnrt".indexOf(bytes[at - 1]) >= 0;
        }
        for (int until = at + 4; at < until; at++) {
            if (at >= to || Character.digit(bytes[at], 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isNumber() {
        if (at < to && bytes[at] == '-') {
            at++;
        }
        int from = at;
        if (!areDigits() || bytes[from] == '0' && at > from + 1) {
            return false;
        }
        if (at < to && bytes[at] == '.') {
            at++;
            if (!areDigits()) {
                return false;
            }
        }
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            return areDigits();
        }
        return true;
    }

    private boolean areDigits() {
        int from = at;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > from;
    }

    /** How an object with the one member {@code name} begins, the value aside. */
    static String beginning(String name) {
        return "{\"" + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + "\":";
    }
}
