package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.payload.PayloadSink;
import java.io.IOException;
import java.util.List;

/** Where the rows of a task go: payloads as the packer fills them, refused rows beside them. */
interface RowSink extends PayloadSink {
    /**
     * Takes a refused row.
     *
     * @param reasons against it, at least one
     * @param values the texts in the order of the fields; null for an absent one
     */
    void refuse(List<String> reasons, String[] values) throws IOException;
}
