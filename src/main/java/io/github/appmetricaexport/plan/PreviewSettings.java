package io.github.appmetricaexport.plan;

import java.io.Serializable;

/**
 * What a task of a preview is told.
 *
 * @param kind of the rows that are kept
 * @param rows the most that one task keeps; it looks at none behind
 */
record PreviewSettings(TaskRules rules, Kind kind, int rows) implements Serializable {
    /** Which rows somebody wants to see. */
    enum Kind {
        ANY,
        REFUSED
    }
}
