package io.github.appmetricaexport.upload;

import org.apache.commons.codec.digest.DigestUtils;

/**
 * The secret of one application.
 *
 * <p>Only this package can read its text; it has no other printable form than its fingerprint, and does not serialize.
 */
public final class PostApiKey {
    /** Keeps a query string and a redaction pattern small; the vendor's keys have 36 characters. */
    static final int LONGEST = 200;

    private final String text;

    private PostApiKey(String text) {
        this.text = text;
    }

    /**
     * The key of that text.
     *
     * @throws IllegalArgumentException when it is blank, too long, or not printable ASCII without blanks; the message
     *     does not repeat it
     */
    static PostApiKey of(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the key is blank");
        }
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("the key is longer than " + LONGEST + " characters");
        }
        // A blank or line end in a key is a slip of copying, and it would be encoded and refused without a hint.
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "the key contains a blank, a line break or another unprintable character");
        }
        return new PostApiKey(text);
    }

    String text() {
        return text;
    }

    /** Tells keys apart without telling them: the first 8 hexadecimal digits of a salted SHA-256. */
    public String fingerprint() {
        return DigestUtils.sha256Hex("appmetrica-export:" + text).substring(0, 8);
    }

    @Override
    public String toString() {
        return "PostApiKey(" + fingerprint() + ")";
    }
}
