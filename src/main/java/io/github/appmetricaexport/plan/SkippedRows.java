package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.normalize.Normalization;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Tells the rows that the filter did not pick, and counts them; one serves one task. */
final class SkippedRows {
    /** Of the column that says it; -1 where there is no filter. */
    private final int picked;

    private long rows;
    private long undecided;

    SkippedRows(StructType schema) {
        picked = Arrays.asList(schema.fieldNames()).indexOf(Normalization.PICKED);
    }

    /** Whether the row is one, which is counted then. */
    boolean has(InternalRow row) {
        if (picked < 0) {
            return false;
        }
        boolean isUndecided = row.isNullAt(picked);
        boolean isSkipped = isUndecided || !row.getBoolean(picked);
        rows += isSkipped ? 1 : 0;
        undecided += isUndecided ? 1 : 0;
        return isSkipped;
    }

    /** For which the filter was not true. */
    long rows() {
        return rows;
    }

    /** Those of them for which it was NULL. */
    long undecided() {
        return undecided;
    }
}
