package io.github.appmetricaexport.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.payload.CsvRows;
import io.github.appmetricaexport.payload.RowDigest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
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

    /** @throws IOException when the file is gone or is not what was frozen */
    FrozenRowReader(Store store, FrozenFile file) throws IOException {
        this.file = file;
        InputStream bytes = store.open(new Path(file.path()));
        source = new DigestInputStream(bytes, DigestUtils.getSha256Digest());
        if (file.isPayload()) {
            lines = new CsvRows(source);
            columns = List.of(CsvRows.values(lines.next().orElseThrow(() -> new IOException("it has no header"))));
        } else {
            columns = ALL_COLUMNS;
            rejects = JSON.readerFor(JsonNode.class).readValues(source);
        }
        digest = new RowDigest(columns);
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
        JsonNode row = JSON.readTree(reject.path("row_json").asText());
        return wanted.stream().map(column -> row.path(column).textValue()).toArray(String[]::new);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
