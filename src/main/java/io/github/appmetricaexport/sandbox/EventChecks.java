package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Checks each event of one request by the rules of its fields. */
final class EventChecks {
    private static final int NO_IDENTIFIER = -1;

    private final PostApiField[] fields;
    private final ValueCheck[][] checks;
    private final Slice value = new Slice();

    EventChecks(EventColumns columns, ApiSwitches switches, Instant now) {
        ValueChecks valueChecks = new ValueChecks(switches, now);
        fields = columns.fields().toArray(PostApiField[]::new);
        checks = new ValueCheck[fields.length][];
        for (int column = 0; column < fields.length; column++) {
            List<ValueCheck> ofField = valueChecks.of(fields[column]);
            checks[column] = ofField.toArray(ValueCheck[]::new);
        }
    }

    /** The first thing that is wrong with the event. */
    Optional<Refusal> check(CsvRecord event, long row) {
        if (event.size() != fields.length) {
            return refused(row, event.size() + " values for " + fields.length + " columns");
        }
        int identifier = NO_IDENTIFIER;
        for (int column = 0; column < fields.length; column++) {
            PostApiField field = fields[column];
            if (event.isEmpty(column)) {
                if (field.presence() == Presence.REQUIRED) {
                    return refused(row, field.column() + " is required");
                }
                continue;
            }
            if (field.presence() == Presence.IDENTIFIER) {
                if (identifier != NO_IDENTIFIER) {
                    return refused(row, "both identifiers have a value; the API takes one");
                }
                identifier = column;
            }
            event.value(column, value);
            for (ValueCheck check : checks[column]) {
                if (!check.accepts(value)) {
                    return refused(row, field.column() + " " + check.otherwise());
                }
            }
        }
        return identifier == NO_IDENTIFIER
                ? refused(row, "profile_id or appmetrica_device_id is required")
                : Optional.empty();
    }

    private static Optional<Refusal> refused(long row, String problem) {
        return Optional.of(Refusal.inRow(row, problem));
    }
}
