package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.github.appmetricaexport.sandbox.VisibleEvents.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes the file of an export, event by event. */
interface EventsFile {
    void write(Event event) throws IOException;

    /** Writes what follows the last event; the stream stays open. */
    void end() throws IOException;

    /** RFC 4180, a header first; an absent value is an empty cell. */
    static EventsFile csv(List<String> fields, OutputStream out) throws IOException {
        CSVPrinter printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
        printer.printRecord(fields);
        return new EventsFile() {
            @Override
            public void write(Event event) throws IOException {
                printer.printRecord(fields.stream().map(event::valueOf));
            }

            @Override
            public void end() throws IOException {
                printer.flush();
            }
        };
    }

    /**
     * {@code {"data":[{...},...]}}. Every value is a string, numbers too, as in the vendor's sample; that an absent value is
     * an empty one is inferred.
     */
    static EventsFile json(List<String> fields, OutputStream out) throws IOException {
        JsonGenerator json = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(out);
        json.writeStartObject();
        json.writeArrayFieldStart("data");
        return new EventsFile() {
            @Override
            public void write(Event event) throws IOException {
                json.writeStartObject();
                for (String field : fields) {
                    json.writeStringField(field, event.valueOf(field));
                }
                json.writeEndObject();
            }

            @Override
            public void end() throws IOException {
                json.writeEndArray();
                json.writeEndObject();
                json.close();
            }
        };
    }
}
