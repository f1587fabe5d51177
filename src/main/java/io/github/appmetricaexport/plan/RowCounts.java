package io.github.appmetricaexport.plan;

import java.io.Serializable;

/**
 * What became of the rows that a planning task saw; what is left was packed.
 *
 * @param read all of them
 * @param invalid that it refused
 * @param skipped for which the filter was not true
 * @param undecided those of them for which it was NULL
 */
record RowCounts(long read, long invalid, long skipped, long undecided) implements Serializable {
    static final RowCounts NONE = new RowCounts(0, 0, 0, 0);

    RowCounts plus(RowCounts more) {
        return new RowCounts(
                read + more.read, invalid + more.invalid, skipped + more.skipped, undecided + more.undecided);
    }
}
