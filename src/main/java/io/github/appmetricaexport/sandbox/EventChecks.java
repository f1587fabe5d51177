package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks the events of one request: the columns that its header names, then each event by the rules of its fields. */
final class EventChecks {
    private final List<PostApiField> fields;
    private final List<List<ValueChecks.Check>> checks;

    /**
     * Reads the names of a header.
     *
     * @throws RefusedException naming the column's place where it is no field, since a body without a header has
     *     values there
     */
    EventChecks(List<String> header, ApiSwitches switches, Instant now) {
        fields = fields(header, switches);
        checks = fields.stream().map(new ValueChecks(switches, now)::of).toList();
    }

    private static List<PostApiField> fields(List<String> header, ApiSwitches switches) {
        List<PostApiField> fields = new ArrayList<>();
        for (String name : header) {
            int place = fields.size() + 1;
            PostApiField field = PostApiField.ofColumn(name)
                    .orElseThrow(() -> badHeader("column " + place + " is not a field of the API"));
            if (fields.contains(field)) {
                throw badHeader("column " + place + ", " + name + ", is there already");
            }
            fields.add(field);
        }
        for (PostApiField field : PostApiField.values()) {
            if (field.presence() == Presence.REQUIRED && !fields.contains(field)) {
                throw badHeader("the required column " + field.column() + " is missing");
            }
        }
        long identifiers = fields.stream()
                .filter(field -> field.presence() == Presence.IDENTIFIER)
                .count();
        if (identifiers == 0) {
            throw badHeader("a column profile_id or appmetrica_device_id is missing");
        }
        if (identifiers > 1 && !switches.allows(Allowance.BOTH_IDENTIFIER_COLUMNS)) {
            throw badHeader("profile_id and appmetrica_device_id are both columns; a file has one of them");
        }
        return fields;
    }

    /** @throws RefusedException for the first thing that is wrong with the event */
    void check(List<String> event, long row) {
        if (event.size() != fields.size()) {
            throw badRow(row, event.size() + " values for " + fields.size() + " columns");
        }
        boolean identified = false;
        for (int column = 0; column < fields.size(); column++) {
            PostApiField field = fields.get(column);
            String value = event.get(column);
            if (value.isEmpty()) {
                if (field.presence() == Presence.REQUIRED) {
                    throw badRow(row, field.column() + " is required");
                }
                continue;
            }
            if (field.presence() == Presence.IDENTIFIER) {
                if (identified) {
                    throw badRow(row, "both identifiers have a value; the API takes one");
                }
                identified = true;
            }
            for (ValueChecks.Check check : checks.get(column)) {
                if (!check.test().test(value)) {
                    throw badRow(row, field.column() + " " + check.otherwise());
                }
            }
        }
        if (!identified) {
            throw badRow(row, "profile_id or appmetrica_device_id is required");
        }
    }

    /** The application of an event that passed the checks. */
    int applicationOf(List<String> event) {
        return Integer.parseInt(event.get(fields.indexOf(PostApiField.APPLICATION_ID)));
    }

    private static RefusedException badRow(long row, String problem) {
        return new RefusedException(400, "row " + row + ": " + problem);
    }

    private static RefusedException badHeader(String problem) {
        return new RefusedException(400, "the header: " + problem);
    }
}
