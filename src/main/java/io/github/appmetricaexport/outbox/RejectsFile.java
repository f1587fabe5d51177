package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A file of refused rows while it is written: one JSON object a line, with the names of the rejects table's columns.
 *
 * <p>Holds personal data: the rows are whole, so that their owner can mend them.
 */
public final class RejectsFile implements AutoCloseable {
    private final OutputStream target;
    private final List<String> columns;
    private long bytes;

    /** @param columns the names of a row's values, in their order */
    public RejectsFile(Store store, Path path, List<String> columns) throws IOException {
        target = new BufferedOutputStream(store.create(path), 1 << 16);
        this.columns = columns;
    }

    /** @param values the row's values; null for an absent one */
    public void add(String applicationId, RejectStage stage, List<String> reasons, String[] values) throws IOException {
        byte[] line = Json.write(new Line(applicationId, stage.label(), reasons, rowJson(columns, values)));
        target.write(line);
        bytes += line.length;
    }

    /** That were added so far. */
    public long bytes() {
        return bytes;
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record Line(String applicationId, String stage, List<String> reasons, String rowJson) {}

    /** A row as one JSON object of texts; what is null is left out. */
    public static String rowJson(List<String> columns, String[] values) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                row.put(columns.get(i), values[i]);
            }
        }
        return row.toString();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
