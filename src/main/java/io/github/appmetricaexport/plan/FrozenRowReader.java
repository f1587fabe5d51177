package io.github.appmetricaexport.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.payload.RowDigest;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;

/** The rows of a frozen file one by one, on an executor; holds one of them. */
final class FrozenRowReader implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ALL_COLUMNS =
            Arrays.stream(PostApiField.values()).map(PostApiField::column).toList();

    private final FrozenFile file;
    private final DigestInputStream source;
    private final RowDigest digest;
    private final List<String> columns;
    private CsvRows lines;
    private MappingIterator<JsonNode> rejects;
    private byte[] line;
    private JsonNode reject;
    private int number;

    /**
     * Opens the file; whatever reads of it throws the same.
     *
     * @throws IOException when the file is gone or is not what was frozen
     * @throws OutboxException when nothing can be said of it, since it cannot be read for now
     */
    FrozenRowReader(Store store, FrozenFile file) throws IOException {
        this.file = file;
        source = new DigestInputStream(open(store, new Path(file.path())), DigestUtils.getSha256Digest());
        if (file.isPayload()) {
            lines = new CsvRows(source);
            columns = List.of(CsvRows.values(lines.next().orElseThrow(() -> new IOException("it has no header"))));
        } else {
            columns = ALL_COLUMNS;
            rejects = JSON.readerFor(JsonNode.class).readValues(source);
        }
        digest = new RowDigest(columns);
    }

    /** Tells a failure of the file system from a file that is not what it was. */
    private static InputStream open(Store store, Path path) throws IOException {
        try {
            return new FilterInputStream(store.open(path)) {
                @Override
                public int read(byte[] target, int from, int length) throws IOException {
                    try {
                        return in.read(target, from, length);
                    } catch (IOException failure) {
                        throw told(failure, path);
                    }
                }
            };
        } catch (IOException failure) {
            throw told(failure, path);
        }
    }

    private static IOException told(IOException failure, Path path) {
        if (failure instanceof FileNotFoundException || failure instanceof ChecksumException) {
            return failure;
        }
        throw new OutboxException("cannot read " + path, failure);
    }

    /** Goes to the next row; false after the last, when the file was what was frozen. */
    boolean next() throws IOException {
        number++;
        return file.isPayload() ? nextLine() : nextReject();
    }

    private boolean nextLine() throws IOException {
        Optional<byte[]> row = lines.next();
        line = row.orElse(null);
        if (row.isEmpty()
                && !Hex.encodeHexString(source.getMessageDigest().digest())
                        .equals(file.payload().sha256())) {
            throw new IOException("it is not what was frozen");
        }
        return row.isPresent();
    }

    private boolean nextReject() throws IOException {
        try {
            reject = rejects.hasNextValue() ? rejects.nextValue() : null;
        } catch (JsonProcessingException damaged) {
            throw new IOException("it is not what was frozen");
        }
        return reject != null;
    }

    /** @throws IOException when there are fewer rows */
    void skipTo(int row) throws IOException {
        while (number < row) {
            if (!next()) {
                throw new IOException(file.path() + " has lost rows");
            }
        }
    }

    /** Of the row, from 1. */
    int number() {
        return number;
    }

    /** Of the row; overwritten by the next. */
    RowDigest digest() throws IOException {
        if (file.isPayload()) {
            digest.of(line);
        } else {
            digest.of(values(ALL_COLUMNS));
        }
        return digest;
    }

    /** A payload's row, CRLF included. */
    byte[] line() {
        return line;
    }

    /** Of a payload's row, in Unix seconds. */
    long eventTime() throws IOException {
        return Long.parseLong(CsvRows.values(line)[columns.indexOf(PostApiField.EVENT_TIMESTAMP.column())]);
    }

    /** Why the row was refused. */
    List<String> reasons() throws IOException {
        return List.of(JSON.treeToValue(reject.path("reasons"), String[].class));
    }

    /** A refused row's values in the order of these columns; null for an absent one. */
    String[] values(List<String> wanted) throws IOException {
        JsonNode row;
        try {
            row = JSON.readTree(reject.path("row_json").asText());
        } catch (JsonProcessingException damaged) {
            // Its own words would quote the row.
            throw new IOException("it is not what was frozen");
        }
        return wanted.stream().map(column -> row.path(column).textValue()).toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
