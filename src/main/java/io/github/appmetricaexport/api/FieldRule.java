package io.github.appmetricaexport.api;

import java.util.List;

/**
 * What the Post API asks of one field's value, as data.
 *
 * <p>The validation has a check for each rule, the sandbox another on arrival: both read the rule here, neither knows fields by
 * name. A value is judged by the text that will stand in the CSV.
 */
public sealed interface FieldRule {

    /** Any text of at most {@code maximumCharacters} Unicode code points. */
    record Text(int maximumCharacters) implements FieldRule {}

    /** A decimal whole number from {@code minimum} to {@code maximum}, both included. */
    record WholeNumber(long minimum, long maximum) implements FieldRule {}

    /**
     * A decimal whole number from 0 to 2^64 - 1. Real values exceed 2^63 - 1, so they are never held in a {@code long}.
     */
    record Unsigned64() implements FieldRule {}

    /** Unix time in whole seconds. The bounds are the run's, not the field's. */
    record UnixSeconds() implements FieldRule {}

    /** Exactly one of {@code values}, in lower case as documented. */
    record OneOf(List<String> values) implements FieldRule {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /**
     * A JSON object, nested as deep as it likes. A key may stand twice in it: the vendor's own example has one, and it
     * must survive as it is.
     */
    record JsonObject() implements FieldRule {}

    /** An IPv6 address as text; an IPv4 address only in the mapped form {@code ::ffff:a.b.c.d}. */
    record Ipv6Address() implements FieldRule {}
}
