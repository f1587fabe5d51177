package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.audit.KeyShare.Held;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Rows in the order of {@link EventKeys#ORDER}, all of a user together, made a tally per payload. Holds what the payloads have of
 * one user and of one key.
 *
 * @param inDoubt the numbers of payloads in doubt
 * @param applications by a payload's number, how often it may have been applied
 */
record UserWalk(BitSet inDoubt, List<Integer> applications) implements Serializable {
    private static final long serialVersionUID = 1L;

    Iterator<Tuple2<Integer, Tally>> over(Iterator<Row> rows) {
        Map<Integer, Tally> tallies = new HashMap<>();
        User user = null;
        while (rows.hasNext()) {
            Row row = rows.next();
            if (user == null || !user.is(row)) {
                close(user, tallies);
                user = new User(row.getString(0), row.getString(1));
            }
            if (user.who.equals(EventKeys.DAMAGE)) {
                tally(tallies, row.getInt(4)).damaged(row.getString(2));
            } else {
                take(user, row, tallies);
            }
        }
        close(user, tallies);
        return tallies.entrySet().stream()
                .map(tally -> new Tuple2<>(tally.getKey(), tally.getValue()))
                .iterator();
    }

    private void take(User user, Row row, Map<Integer, Tally> tallies) {
        if (!row.getString(2).equals(user.name) || row.getLong(3) != user.time) {
            close(user.key, tallies);
            user.name = row.getString(2);
            user.time = row.getLong(3);
            user.key = new Key();
        }
        int payload = row.getInt(4);
        if (payload == EventKeys.NO_PAYLOAD) {
            user.key.visible++;
            user.isSeen = true;
        } else {
            user.key.rows.merge(payload, 1L, Long::sum);
            user.key.events.putIfAbsent(payload, row.isNullAt(5) ? "" : row.getString(5));
            user.rows.merge(payload, 1L, Long::sum);
        }
    }

    private void close(User user, Map<Integer, Tally> tallies) {
        if (user != null) {
            close(user.key, tallies);
            if (user.isSeen) {
                user.rows.forEach((payload, rows) -> tally(tallies, payload).addKnown(rows));
            }
        }
    }

    private void close(Key key, Map<Integer, Tally> tallies) {
        if (key.rows.isEmpty()) {
            return;
        }
        List<Held> holders = new ArrayList<>();
        key.rows.forEach((payload, rows) -> holders.add(new Held(payload, rows)));
        for (KeyShare share : KeyShare.of(holders, key.visible, inDoubt::get, applications::get)) {
            tally(tallies, share.payload()).add(share, key.rows.get(share.payload()), key.events.get(share.payload()));
        }
    }

    private static Tally tally(Map<Integer, Tally> tallies, int payload) {
        return tallies.computeIfAbsent(payload, first -> new Tally());
    }

    private static final class User {
        private final String application;
        private final String who;
        private final Map<Integer, Long> rows = new HashMap<>();
        private boolean isSeen;
        private String name;
        private long time;
        private Key key = new Key();

        private User(String application, String who) {
            this.application = application;
            this.who = who;
        }

        private boolean is(Row row) {
            return Objects.equals(application, row.getString(0)) && who.equals(row.getString(1));
        }
    }

    /** Of its payloads in their order. */
    private static final class Key {
        private long visible;
        private final Map<Integer, Long> rows = new LinkedHashMap<>();
        private final Map<Integer, String> events = new HashMap<>();
    }
}
