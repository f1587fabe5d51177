package io.github.appmetricaexport.payload;

import java.io.Serializable;
import org.apache.commons.lang3.Validate;

/**
 * The decision where one payload ends.
 *
 * <p>Knows nothing of rows but their size, so that the limits can be proven for every input.
 *
 * @param maxRows rows in one payload, at least 1
 * @param maxBytes bytes of one payload, header included
 */
public record PayloadCut(int maxRows, long maxBytes) implements Serializable {
    /** What to do with the next row. */
    public enum Decision {
        /** It goes into the payload at hand. */
        APPEND,
        /** The payload at hand is complete; the row begins the next one. */
        CUT,
        /** No payload can hold it: with the header alone it passes the byte limit. */
        REFUSE
    }

    public PayloadCut {
        Validate.isTrue(maxRows >= 1, "maxRows must be at least 1, is %s", maxRows);
        Validate.isTrue(maxBytes >= 1, "maxBytes must be at least 1, is %s", maxBytes);
    }

    /**
     * Decides before the row is written, so that a limit is never passed.
     *
     * @param rows rows in the payload at hand
     * @param bytes its bytes, header included
     * @param headerBytes the bytes of an empty payload
     * @param rowBytes the bytes of the next row, line end included
     */
    public Decision of(int rows, long bytes, int headerBytes, int rowBytes) {
        if ((long) headerBytes + rowBytes > maxBytes) {
            return Decision.REFUSE;
        }
        return rows + 1 > maxRows || bytes + rowBytes > maxBytes ? Decision.CUT : Decision.APPEND;
    }
}
