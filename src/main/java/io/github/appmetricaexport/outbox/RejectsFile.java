package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A file of refused rows while it is written: one JSON object a line, with the names of the rejects table's columns.
 *
 * <p>Holds personal data: the rows are whole, so that their owner can mend them.
 */
public final class RejectsFile implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final OutputStream target;
    private final List<String> columns;

    /** @param columns the names of a row's values, in their order */
    public RejectsFile(Store store, Path path, List<String> columns) throws IOException {
        target = new BufferedOutputStream(store.create(path), 1 << 16);
        this.columns = columns;
    }

    /** @param values the row's values; null for an absent one */
    public void add(String applicationId, RejectStage stage, List<String> reasons, String[] values) throws IOException {
        target.write(line(applicationId, stage, reasons, values));
    }

    private byte[] line(String applicationId, RejectStage stage, List<String> reasons, String[] values)
            throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("application_id", applicationId);
            json.writeStringField("stage", stage.label());
            json.writeArrayFieldStart("reasons");
            for (String reason : reasons) {
                json.writeString(reason);
            }
            json.writeEndArray();
            json.writeStringField("row_json", rowJson(columns, values));
            json.writeEndObject();
        }
        return line.append('\n').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A row as one JSON object of texts; what is null is left out. */
    public static String rowJson(List<String> columns, String[] values) {
        StringWriter row = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(row)) {
            json.writeStartObject();
            for (int i = 0; i < values.length; i++) {
                if (values[i] != null) {
                    json.writeStringField(columns.get(i), values[i]);
                }
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return row.toString();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
