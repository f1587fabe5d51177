package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.normalize.RowCheck;
import io.github.appmetricaexport.payload.Packer;
import io.github.appmetricaexport.payload.PayloadCut;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;

/** Sends each row its way: into a payload, or among the refused with every reason against it. */
final class RowSorting {
    /** The one reason that only packing can find. */
    static final String ROW_TOO_LARGE = "row: longer than payload.max-bytes allows";

    private final RowReader reader;
    private final Packer packer;
    private final RowSink sink;

    RowSorting(RowReader reader, PayloadCut cut, RowSink sink) {
        this.reader = reader;
        this.sink = sink;
        packer = new Packer(reader.fields(), cut, sink);
    }

    /** Whether the row is in a payload; else it is among the refused. */
    boolean add(InternalRow row) throws IOException {
        boolean valid = reader.read(row);
        RowCheck check = reader.check();
        if (!valid) {
            sink.refuse(check.reasons(), reader.values(row));
            return false;
        }
        if (!packer.add(check.applicationId(), check.identifierKind(), check.eventTime(), reader.line())) {
            sink.refuse(List.of(ROW_TOO_LARGE), reader.values(row));
            return false;
        }
        return true;
    }

    /** Completes every open payload. */
    void complete() throws IOException {
        packer.complete();
    }
}
