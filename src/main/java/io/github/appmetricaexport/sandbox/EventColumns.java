package io.github.appmetricaexport.sandbox;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The columns that a request names, known to be fields of the API, each once.
 *
 * @param fields in the order of the header
 */
record EventColumns(List<PostApiField> fields) {
    EventColumns {
        fields = List.copyOf(fields);
    }

    /**
     * Reads the names of a header.
     *
     * @throws RefusedException naming the column's place where it is no field, since a body without a header has
     *     values there
     */
    static EventColumns of(List<String> names, ApiSwitches switches) throws RefusedException {
        List<PostApiField> fields = new ArrayList<>();
        Set<PostApiField> seen = EnumSet.noneOf(PostApiField.class);
        for (String name : names) {
            int place = fields.size() + 1;
            PostApiField field = PostApiField.ofColumn(name)
                    .orElseThrow(() -> refused("column " + place + " is not a field of the API"));
            if (!seen.add(field)) {
                throw refused("column " + place + ", " + field.column() + ", is there already");
            }
            fields.add(field);
        }
        missing(seen).ifPresent(problem -> {
            throw refused(problem);
        });
        if (seen.containsAll(identifiers()) && !switches.allows(ApiSwitches.Allowance.BOTH_IDENTIFIER_COLUMNS)) {
            throw refused("profile_id and appmetrica_device_id are both columns; a file has one of them");
        }
        return new EventColumns(fields);
    }

    int indexOf(PostApiField field) {
        return fields.indexOf(field);
    }

    private static Optional<String> missing(Set<PostApiField> seen) {
        for (PostApiField field : PostApiField.values()) {
            if (field.presence() == Presence.REQUIRED && !seen.contains(field)) {
                return Optional.of("the required column " + field.column() + " is missing");
            }
        }
        return identifiers().stream().anyMatch(seen::contains)
                ? Optional.empty()
                : Optional.of("a column profile_id or appmetrica_device_id is missing");
    }

    static Set<PostApiField> identifiers() {
        EnumSet<PostApiField> identifiers = EnumSet.noneOf(PostApiField.class);
        for (PostApiField field : PostApiField.values()) {
            if (field.presence() == Presence.IDENTIFIER) {
                identifiers.add(field);
            }
        }
        return identifiers;
    }

    private static RefusedException refused(String problem) {
        return new RefusedException(Refusal.badRequest("the header: " + problem));
    }
}
