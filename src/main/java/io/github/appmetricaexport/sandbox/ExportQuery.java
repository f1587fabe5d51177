package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an export asks for.
 *
 * @param range when its events were
 * @param dimension which of an event's times that is about
 * @param fields of the answer, in its order
 * @param wanted values by field; an event has all of them
 */
record ExportQuery(
        int application,
        Range range,
        Dimension dimension,
        List<String> fields,
        Map<String, String> wanted,
        Shards shards) {
    /** As in a query and in an answer, in the application's zone. */
    static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private static final Set<String> FIELDS = fieldNames();

    /** Seconds, both included. */
    record Range(Instant since, Instant until) {
        boolean holds(Instant time) {
            return !time.isBefore(since) && !time.isAfter(until);
        }
    }

    /** Which time of an event a range is about. */
    enum Dimension {
        /** When it happened. */
        DEFAULT,
        /** When the server got it. */
        RECEIVE
    }

    /** What to do where a part of the data is out of reach. */
    enum Shards {
        ALL,
        SKIP_UNAVAILABLE
    }

    /** What an export may ask for: no event source and no session type is among it. */
    private static Set<String> fieldNames() {
        Set<String> names = new LinkedHashSet<>();
        for (PostApiField field : PostApiField.values()) {
            if (field != PostApiField.SESSION_TYPE) {
                names.add(field.column());
            }
        }
        names.addAll(List.of("event_datetime", "event_receive_datetime", "event_receive_timestamp"));
        return names;
    }

    /** @throws RefusedException for the first thing that is wrong with it */
    static ExportQuery of(Query query, ZoneId zone) {
        Map<String, String> left = new HashMap<>(query.parameters());
        int application = application(left.remove("application_id"));
        Range range = new Range(time("date_since", left, zone), time("date_until", left, zone));
        if (range.since().isAfter(range.until())) {
            throw new RefusedException(400, "date_since is after date_until");
        }
        Dimension dimension = oneOf(
                "date_dimension", left, Map.of("default", Dimension.DEFAULT, "receive", Dimension.RECEIVE), "default");
        Shards shards = oneOf(
                "skip_unavailable_shards", left, Map.of("false", Shards.ALL, "true", Shards.SKIP_UNAVAILABLE), "false");
        List<String> fields = List.of(left.getOrDefault("fields", "").split(",", -1));
        left.remove("fields");
        requireKnown("fields", fields);
        requireKnown("the query", left.keySet());
        return new ExportQuery(application, range, dimension, fields, Map.copyOf(left), shards);
    }

    /** Whether an event is asked for. */
    boolean matches(VisibleEvents.Event event) {
        Instant time = dimension == Dimension.DEFAULT ? event.happenedAt() : event.receivedAt();
        return event.valueOf("application_id").equals(Integer.toString(application))
                && range.holds(time)
                && wanted.entrySet().stream()
                        .allMatch(field -> event.valueOf(field.getKey()).equals(field.getValue()));
    }

    private static int application(String text) {
        if (text == null || !text.matches("[1-9]\\d{0,8}")) {
            throw new RefusedException(400, "application_id is missing or no number");
        }
        return Integer.parseInt(text);
    }

    private static Instant time(String name, Map<String, String> parameters, ZoneId zone) {
        String text = parameters.remove(name);
        try {
            return LocalDateTime.parse(text == null ? "" : text, DATE_TIME)
                    .atZone(zone)
                    .toInstant();
        } catch (DateTimeException noTime) {
            throw new RefusedException(400, name + " is missing or not yyyy-mm-dd hh:mm:ss");
        }
    }

    private static <T> T oneOf(String name, Map<String, String> parameters, Map<String, T> values, String usual) {
        String given = parameters.remove(name);
        T value = values.get(given == null ? usual : given);
        if (value == null) {
            throw new RefusedException(400, name + " is none of " + values.keySet());
        }
        return value;
    }

    private static void requireKnown(String place, Iterable<String> names) {
        for (String name : names) {
            if (!FIELDS.contains(name)) {
                throw new RefusedException(400, place + ": " + (name.isEmpty() ? "no field" : "an unknown field"));
            }
        }
    }
}
