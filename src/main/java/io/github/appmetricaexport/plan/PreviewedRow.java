package io.github.appmetricaexport.plan;

import java.io.Serializable;
import java.util.List;

/**
 * One row on its way.
 *
 * @param source what the source has in the columns that the mapping names: a JSON object
 * @param values the fields as they would be sent, in the order of {@link Preview#fields()}; null for an absent one
 * @param reasons against the row; empty when it would be sent
 */
public record PreviewedRow(String source, List<String> values, List<String> reasons) implements Serializable {
    public boolean isRefused() {
        return !reasons.isEmpty();
    }
}
