package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.OutboxException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.sql.Row;

/**
 * What a task reads from one file after the other, a row held at a time: a stream's flatMap would hold those of a file.
 *
 * @param <R> reads a file
 */
abstract class FileRows<R extends Closeable> implements Iterator<Row> {
    private final Iterator<Integer> files;
    private int file;
    private R reader;
    private Row next;

    /** @param files their numbers */
    FileRows(Iterator<Integer> files) {
        this.files = files;
    }

    abstract R open(int file) throws IOException;

    /** The next row of the file; empty at its end. */
    abstract Optional<Row> read(int file, R reader) throws IOException;

    /**
     * What is left of the file cannot be read.
     *
     * @throws RuntimeException where the task cannot go on without
     */
    abstract void skip(int file, Exception unreadable);

    @Override
    public final boolean hasNext() {
        while (next == null && (reader != null || files.hasNext())) {
            advance();
        }
        return next != null;
    }

    @Override
    public final Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
    }

    private void advance() {
        try {
            if (reader == null) {
                file = files.next();
                reader = open(file);
            }
            next = read(file, reader).orElse(null);
            if (next == null) {
                close();
            }
        } catch (OutboxException outOfReach) {
            // Nothing is known of the file: the task fails, and is tried again.
            throw outOfReach;
        } catch (IOException | RuntimeException unreadable) {
            close();
            skip(file, unreadable);
        }
    }

    private void close() {
        IOUtils.closeStream(reader);
        reader = null;
    }
}
