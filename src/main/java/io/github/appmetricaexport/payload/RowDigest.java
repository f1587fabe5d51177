package io.github.appmetricaexport.payload;

import io.github.appmetricaexport.api.PostApiField;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What stands for a row when rows are compared: 128 bits over its cells, byte for byte, whatever other columns the payloads
 * around them have. An empty cell is as one of a column that is not there.
 *
 * <p>The first half of SHA-256: of n different rows two have the same digest with a probability below n² / 2<sup>129</sup>, of
 * a hundred million below 2 · 10<sup>-23</sup>, and nobody can make such rows on purpose. One instance serves one thread.
 */
public final class RowDigest {
    private final MessageDigest sha256 = DigestUtils.getSha256Digest();
    private final CsvLine line = new CsvLine();
    private final byte[] fields;
    private ByteBuffer digest = ByteBuffer.allocate(0);

    /**
     * @param columns the header's, in their order
     * @throws IOException when one is no field of the API
     */
    public RowDigest(List<String> columns) throws IOException {
        fields = new byte[columns.size()];
        for (int i = 0; i < fields.length; i++) {
            String column = columns.get(i);
            fields[i] = (byte) PostApiField.ofColumn(column)
                    .orElseThrow(
                            () -> new IOException("its header has a column that is no field of the API: " + column))
                    .ordinal();
        }
    }

    /** @param row a line of {@link CsvRows}, CRLF included */
    public void of(byte[] row) throws IOException {
        of(row, row.length);
    }

    /**
     * Of a row that is in no payload.
     *
     * @param values in the order of the columns; null for an absent one
     */
    public void of(String[] values) throws IOException {
        line.begin();
        for (String value : values) {
            if (value == null || value.isEmpty()) {
                line.empty();
            } else {
                byte[] text = value.getBytes(StandardCharsets.UTF_8);
                line.text(text, 0, text.length);
            }
        }
        line.end();
        of(line.bytes(), line.length());
    }

    private void of(byte[] row, int length) throws IOException {
        int field = 0;
        int from = 0;
        boolean quoted = false;
        int end = length - 2;
        for (int at = 0; at <= end; at++) {
            quoted ^= row[at] == '"';
            if (at == end || row[at] == ',' && !quoted) {
                if (field == fields.length) {
                    throw new IOException("a row has more cells than the header");
                }
                if (at > from) {
                    // What divides cells is in none of them but between quotes: no two rows read the same.
                    sha256.update(fields[field]);
                    sha256.update(row, from, at - from);
                    sha256.update((byte) ',');
                }
                field++;
                from = at + 1;
            }
        }
        digest = ByteBuffer.wrap(sha256.digest());
    }

    /** Its first 64 bits. */
    public long high() {
        return digest.getLong(0);
    }

    /** Its next 64 bits. */
    public long low() {
        return digest.getLong(Long.BYTES);
    }
}
