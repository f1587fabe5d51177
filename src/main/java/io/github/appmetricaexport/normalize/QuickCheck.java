package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import java.util.List;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Whether a row is valid beyond doubt, told from its bytes alone.
 *
 * <p>Most rows are, and the expressions of {@link Validation}, which know every reason, need not be asked about those. A
 * {@code false} says nothing: only they refuse a row.
 */
final class QuickCheck implements UDF1<byte[], Boolean> {
    private static final long serialVersionUID = 1L;

    private final CellCheck[] checks;
    private final Presence[] presences;

    /** @param fields of the row's cells, in order */
    QuickCheck(List<PostApiField> fields, ValidationLimits limits) {
        checks =
                fields.stream().map(field -> CellCheck.of(field.rule(), limits)).toArray(CellCheck[]::new);
        presences = fields.stream().map(PostApiField::presence).toArray(Presence[]::new);
        for (int i = 0; i < checks.length; i++) {
            if (presences[i] == Presence.REQUIRED) {
                checks[i] = CellCheck.visible(fields.get(i).rule(), checks[i]);
            }
        }
    }

    /** @param cells UTF-8, a NUL between two; an empty one is absent */
    @Override
    public Boolean call(byte[] cells) {
        int identifiers = 0;
        boolean ascii = true;
        int from = 0;
        for (int field = 0; field < checks.length; field++) {
            int to = from;
            int seen = 0;
            while (to < cells.length && cells[to] != 0) {
                seen |= cells[to++];
            }
            // A NUL too few, or, after the last cell, one too many: some value holds one.
            if ((to == cells.length) != (field == checks.length - 1)) {
                return false;
            }
            ascii &= seen >= 0;
            if (to == from) {
                if (presences[field] == Presence.REQUIRED) {
                    return false;
                }
            } else {
                if (presences[field] == Presence.IDENTIFIER) {
                    identifiers++;
                }
                if (!checks[field].passes(cells, from, to)) {
                    return false;
                }
            }
            from = to + 1;
        }
        // No character reaches over a NUL, so all cells can be looked at as one text.
        return identifiers == 1 && (ascii || Utf8Text.isWellFormed(cells, 0, cells.length));
    }
}
