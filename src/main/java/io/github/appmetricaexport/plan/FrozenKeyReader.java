package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.Store;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** The keys of a payload's rows, from its file of keys; read forward, one of them held. */
final class FrozenKeyReader implements Closeable {
    private final DataInputStream file;
    private int next = 1;

    /** @throws IOException when there is no such file */
    FrozenKeyReader(Store store, String path) throws IOException {
        file = new DataInputStream(new BufferedInputStream(store.open(new Path(path)), 1 << 16));
    }

    /**
     * @param row its number, from 1, above that of the last
     * @throws IOException when the file has fewer
     */
    RowKey of(int row) throws IOException {
        file.skipNBytes((long) (row - next) * RowKey.BYTES);
        next = row + 1;
        return RowKey.read(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
