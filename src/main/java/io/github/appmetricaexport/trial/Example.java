package io.github.appmetricaexport.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A row of a source, and what its owners expect to become of it.
 *
 * @param line of the file, from 1
 * @param name what it is an example of; may be empty
 * @param row the source's columns; one that is not named is NULL
 * @param expected what is to become of it
 */
record Example(int line, String name, ObjectNode row, Expected expected) {
    /**
     * One of the two, or neither of a row that the filter is not to pick.
     *
     * @param sent by their columns, the fields of the event that are looked at: a null for one that has to be absent
     * @param refused every reason against the row, in any order
     */
    record Expected(Optional<Map<String, JsonNode>> sent, Optional<Set<String>> refused) {
        boolean isSkipped() {
            return sent.isEmpty() && refused.isEmpty();
        }
    }
}
