package io.github.appmetricaexport.normalize;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;

/** Whether a text is exactly one JSON object (RFC 8259). Keys may repeat: the vendor's own example has a repeated one. */
final class JsonObjectText {
    // The text's length is bounded by its own rule, so the parser's bounds would only refuse legal objects. Key names
    // are
    // data here: interning them would fill the JVM's table.
    private static final JsonFactory PARSERS = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonObjectText() {}

    /** Of {@code utf8[from]} to {@code utf8[to - 1]}; anything may stand in them. */
    static boolean isJsonObject(byte[] utf8, int from, int to) {
        // Cheap, and it keeps the parser from taking a byte order mark or UTF-16 for JSON.
        if (firstVisible(utf8, from, to) != '{') {
            return false;
        }
        try (JsonParser parser = PARSERS.createParser(utf8, from, to - from)) {
            parser.nextToken();
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    return false;
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** How an object with the one member {@code name} begins, the value aside. */
    static String beginning(String name) {
        return "{\"" + new String(JsonStringEncoder.getInstance().quoteAsString(name)) + "\":";
    }

    private static int firstVisible(byte[] utf8, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = utf8[at];
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b;
            }
        }
        return -1;
    }
}
