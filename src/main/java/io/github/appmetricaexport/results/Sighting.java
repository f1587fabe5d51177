package io.github.appmetricaexport.results;

import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is visible of a payload's rows.
 *
 * @param visible rows that are there; of a payload in doubt, and nobody else's
 * @param own of the visible ones, what no other payload can have brought
 * @param contested rows of a payload in doubt of which one is there that another payload may have brought
 * @param extra events like its rows beyond all payloads' rows
 * @param known rows whose user has any visible event: AppMetrica would show the others too
 * @param missingByName rows that are not there, the commonest names
 */
public record Sighting(long visible, long own, long contested, long extra, long known, Map<String, Long> missingByName)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int NAMES_TOLD = 20;

    /** In the place of the names beyond. */
    public static final String OTHERS = "(others)";

    public static final Sighting NOTHING = new Sighting(0, 0, 0, 0, 0, Map.of());

    /** The commonest names first, the others as one. */
    public static Map<String, Long> commonest(Map<String, Long> counts) {
        Map<String, Long> told = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(name ->
                        told.merge(told.size() < NAMES_TOLD ? name.getKey() : OTHERS, name.getValue(), Long::sum));
        return told;
    }
}
