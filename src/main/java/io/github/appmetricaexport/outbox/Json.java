package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Records as JSON, times in ISO form so that a person can read them. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true)
            .configure(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, false)
            .registerModule(new JavaTimeModule());

    private Json() {}

    public static byte[] write(Object value) {
        return write(MAPPER.writer(), value);
    }

    public static byte[] writeForPeople(Object value) {
        return write(MAPPER.writerWithDefaultPrettyPrinter(), value);
    }

    private static byte[] write(ObjectWriter writer, Object value) {
        try {
            return (writer.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IOException also for {@code null}, and for anything after the value */
    public static <T> T read(byte[] bytes, Class<T> type) throws IOException {
        T value = MAPPER.readValue(bytes, type);
        if (value == null) {
            throw new IOException("null");
        }
        return value;
    }

    /** One value a line. */
    static <T> MappingIterator<T> readLines(InputStream lines, Class<T> type) throws IOException {
        return MAPPER.readerFor(type).readValues(lines);
    }

    /** The values of these records side by side in one object, in their order. */
    public static ObjectNode flat(Record... parts) {
        ObjectNode flat = MAPPER.createObjectNode();
        for (Record part : parts) {
            flat.setAll(convert(part, ObjectNode.class));
        }
        return flat;
    }

    /** A value in another shape; what the shape has no place for is left out. */
    public static <T> T convert(Object value, Class<T> type) {
        return MAPPER.convertValue(value, type);
    }
}
