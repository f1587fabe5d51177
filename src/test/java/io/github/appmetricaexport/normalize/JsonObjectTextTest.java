package io.github.appmetricaexport.normalize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a JSON object to us is one to Jackson, and nothing else. */
class JsonObjectTextTest {
    private static final JsonFactory JACKSON = new JsonFactory();
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\"a\"",
            "\"a\":",
            "{}",
            "[]",
            "0",
            "-",
            "1",
            "-0",
            "1.5",
            "1.",
            ".5",
            "1e5",
            "1E-7",
            "01",
            "1e",
            "e",
            "true",
            "false",
            "null",
            "nul",
            "True",
            "NaN",
            " ",
            "\n",
            "\t",
            "\f",
            "\u0001",
            "\\u0041",
            "\\u004",
            "\\n",
            "\\x",
            "\"\\u00e9\"",
            "\"я😀\"",
            "я",
            "\u00a0",
            "'",
            "/**/",
            "\0",
            "+1",
            "\"\\/\"",
            "\"a\":1",
            "\"a\":[1,{}]",
            "\ufeff");

    private final JsonObjectText ours = new JsonObjectText();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {\"a\" : {\"a\":[1,2.5e3,null]}}\n",
                "{\"a\":1,\"a\":2}",
                "{\"a\":[[],[{}],{\"b\":[]}],\"c\":-0.5E+10}",
                "{\"\\u0000\\\"\\\\\\/\\b\\f\\n\\r\\t\":true}"
            })
    void takesWhatTheStandardWrites(String text) {
        assertThat(isJsonObject(text.getBytes(UTF_8))).isTrue();
    }

    @Test
    void agreesWithJacksonOnTextsPutTogetherAtRandom() {
        Random random = new Random(8259);
        int objects = 0;
        for (int i = 0; i < 400_000; i++) {
            StringBuilder text = new StringBuilder(random.nextInt(3) > 0 ? "{" : "");
            for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            objects += assertSame(text.append(random.nextInt(3) > 0 ? "}" : "")
                            .toString()
                            .getBytes(UTF_8))
                    ? 1
                    : 0;
        }
        assertThat(objects).isGreaterThan(1_000);
    }

    @Test
    void agreesWithJacksonOnObjectsWithOneByteChanged() {
        Random random = new Random(17);
        byte[] object = "{\"k\\u00e9y\": [1, -2.5e+3, \"\\\"я\\\\\", true, false, null, {\"\": {}}], \"b\":[ ]}"
                .getBytes(UTF_8);
        for (int i = 0; i < 200_000; i++) {
            byte[] changed = object.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            // Jackson lets some broken UTF-8 pass, which no JSON holds.
            if (Utf8Text.isWellFormed(changed, 0, changed.length)) {
                assertSame(changed);
            } else {
                assertThat(isJsonObject(changed))
                        .as(new String(changed, ISO_8859_1))
                        .isFalse();
            }
        }
    }

    @Test
    void nestsAsDeepAsItLikes() {
        int depth = 100_000;
        String nested = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
        assertThat(isJsonObject(nested.getBytes(UTF_8))).isTrue();
        assertThat(isJsonObject(nested.replaceFirst("]", "").getBytes(UTF_8))).isFalse();
    }

    private boolean assertSame(byte[] text) {
        boolean isObject = isJsonObject(text);
        assertThat(isObject).as(new String(text, UTF_8)).isEqualTo(isObjectForJackson(text));
        return isObject;
    }

    /** From the middle of an array in which more would follow. */
    private boolean isJsonObject(byte[] text) {
        byte[] within = new byte[text.length + 2];
        System.arraycopy(text, 0, within, 1, text.length);
        within[0] = '{';
        within[text.length + 1] = '}';
        return ours.isJsonObject(within, 1, text.length + 1);
    }

    private static boolean isObjectForJackson(byte[] text) {
        // Jackson takes a byte order mark, and UTF-16, for what they are.
        if (!new String(text, UTF_8).strip().startsWith("{")) {
            return false;
        }
        try (JsonParser parser = JACKSON.createParser(text)) {
            int depth = 0;
            do {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return false;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            } while (depth > 0);
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }
}
