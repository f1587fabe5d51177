package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.outbox.PayloadFile;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** What stands for the key of a row, in a row of {@link Normalization#rows} and in a file of keys. */
record RowKey(long high, long low) {
    static final int BYTES = 2 * Long.BYTES;

    static final RowKey NONE = new RowKey(0, 0);

    /** Of the first of the two columns; -1 where rows of this schema have no keys. */
    static int ordinal(StructType schema) {
        return Arrays.asList(schema.fieldNames()).indexOf(Normalization.KEY_COLUMNS.get(0));
    }

    /** @param ordinal as of {@link #ordinal} */
    static RowKey of(InternalRow row, int ordinal) {
        return row.isNullAt(ordinal) ? NONE : new RowKey(row.getLong(ordinal), row.getLong(ordinal + 1));
    }

    static RowKey read(DataInputStream file) throws IOException {
        return new RowKey(file.readLong(), file.readLong());
    }

    void write(PayloadFile file) throws IOException {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        file.write(bytes, 0, BYTES);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
