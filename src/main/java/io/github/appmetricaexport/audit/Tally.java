package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.results.Sighting;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** A payload's sighting while it is added up; of names it keeps so many that memory does not grow with them. */
final class Tally implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int MOST_NAMES = 200;

    private long visible;
    private long own;
    private long contested;
    private long extra;
    private long known;
    private String damage = "";
    private final Map<String, Long> missing = new HashMap<>();

    void add(KeyShare share, long rows, String event) {
        visible += share.visible();
        own += share.own();
        contested += share.contested();
        extra += share.extra();
        addMissing(event, rows - share.visible());
    }

    void addKnown(long rows) {
        known += rows;
    }

    void damaged(String words) {
        damage = words;
    }

    /** Empty of a file that was read whole. */
    String damage() {
        return damage;
    }

    private void addMissing(String event, long rows) {
        if (rows > 0) {
            missing.merge(
                    missing.containsKey(event) || missing.size() < MOST_NAMES ? event : Sighting.OTHERS,
                    rows,
                    Long::sum);
        }
    }

    Tally with(Tally other) {
        visible += other.visible;
        own += other.own;
        contested += other.contested;
        extra += other.extra;
        known += other.known;
        damage = damage.isEmpty() ? other.damage : damage;
        other.missing.forEach(this::addMissing);
        return this;
    }

    Sighting sighting() {
        return new Sighting(visible, own, contested, extra, known, Sighting.commonest(missing));
    }
}
