package io.github.appmetricaexport.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Whose the visible events of one key are, where several payloads hold equal rows: nobody can tell, so that each is judged as if it
 * were the others'.
 *
 * <p>Payloads that are not in doubt are served first, each up to its rows, in their order. To one in doubt belongs only what all
 * others together cannot have brought, even if each of their attempts had been applied; of the rest it may have brought some.
 *
 * @param payload by its number
 * @param visible rows that are there
 * @param own of these, what all others together cannot have brought; of payloads in doubt the same
 * @param contested rows of which one is there that may be another's; of payloads in doubt only
 * @param extra events beyond the rows of all; told of the first payload
 */
record KeyShare(int payload, long visible, long own, long contested, long extra) {
    /** As many rows of the key in a payload. */
    record Held(int payload, long rows) {}

    /**
     * Shares them.
     *
     * @param holders each payload once, in their order
     * @param there visible events of the key
     * @param isInDoubt by a payload's number
     * @param applications how often a payload may have been applied, by its number
     */
    static List<KeyShare> of(List<Held> holders, long there, IntPredicate isInDoubt, IntUnaryOperator applications) {
        long rows = holders.stream().mapToLong(Held::rows).sum();
        long atMost = holders.stream()
                .mapToLong(held -> held.rows() * applications.applyAsInt(held.payload()))
                .sum();
        List<Held> inOrder = new ArrayList<>(holders.size());
        holders.stream().filter(held -> !isInDoubt.test(held.payload())).forEach(inOrder::add);
        holders.stream().filter(held -> isInDoubt.test(held.payload())).forEach(inOrder::add);
        List<KeyShare> shares = new ArrayList<>(holders.size());
        long left = there;
        long extra = Math.max(0, there - rows);
        for (Held held : inOrder) {
            long visible;
            long contested = 0;
            long ofOthers = atMost - held.rows() * applications.applyAsInt(held.payload());
            long own = Math.max(0, Math.min(held.rows(), there - ofOthers));
            if (isInDoubt.test(held.payload())) {
                visible = own;
                contested = Math.min(held.rows(), there) - visible;
            } else {
                visible = Math.min(held.rows(), left);
                left -= visible;
            }
            shares.add(new KeyShare(held.payload(), visible, own, contested, extra));
            extra = 0;
        }
        return shares;
    }
}
