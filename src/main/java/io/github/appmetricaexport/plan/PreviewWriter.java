package io.github.appmetricaexport.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.appmetricaexport.payload.PayloadGroup;
import io.github.appmetricaexport.plan.PreviewSettings.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;

/** One task's rows on their way, kept in memory as far as they are wanted. */
final class PreviewWriter implements DataWriter<InternalRow>, RowSink {
    private final int partition;
    private final RowReader reader;
    private final RowSorting sorting;
    private final PreviewSettings wanted;
    private final int sourceColumn;
    private final List<PreviewedRow> rows = new ArrayList<>();
    private final List<PreviewedPayload> payloads = new ArrayList<>();
    private String source;
    private long lookedAt;

    /** @param reader of all columns but the last, which is the source's text */
    PreviewWriter(int partition, RowReader reader, PreviewSettings wanted) {
        this.partition = partition;
        this.reader = reader;
        this.wanted = wanted;
        sourceColumn = reader.fields().size();
        sorting = new RowSorting(reader, wanted.rules().cut(), this);
    }

    @Override
    public void write(InternalRow row) throws IOException {
        if (rows.size() == wanted.rows()) {
            return;
        }
        lookedAt++;
        source = row.getUTF8String(sourceColumn).toString();
        if (sorting.add(row) && wanted.kind() == Kind.ANY) {
            keep(reader.values(row), List.of());
        }
    }

    @Override
    public void refuse(List<String> reasons, String[] values) {
        keep(values, reasons);
    }

    private void keep(String[] values, List<String> reasons) {
        rows.add(new PreviewedRow(source, new ArrayList<>(Arrays.asList(values)), new ArrayList<>(reasons)));
    }

    @Override
    public OpenPayload open(PayloadGroup group) {
        // Of refused rows alone nobody asks for payloads, and a day of them is larger than the memory.
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        return new OpenPayload() {
            @Override
            public void write(byte[] bytes, int from, int length) {
                if (wanted.kind() == Kind.ANY) {
                    kept.write(bytes, from, length);
                }
            }

            @Override
            public void complete(int count, long firstEventTime, long lastEventTime) {
                if (kept.size() > 0) {
                    payloads.add(
                            new PreviewedPayload(group.applicationId(), group.kind(), count, kept.toString(UTF_8)));
                }
            }
        };
    }

    @Override
    public WriterCommitMessage commit() throws IOException {
        sorting.complete();
        return new PreviewPart(partition, lookedAt, rows, payloads);
    }

    @Override
    public void abort() {
        // Nothing is anywhere but in this object.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
