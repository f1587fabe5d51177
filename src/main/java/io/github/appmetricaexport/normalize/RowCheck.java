package io.github.appmetricaexport.normalize;

import io.github.appmetricaexport.api.FieldRule.UnixSeconds;
import io.github.appmetricaexport.api.FieldRule.WholeNumber;
import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The reasons against a row: every one it has, not the first.
 *
 * <p>{@link #begin()}, then each of the row's fields once, in any form it comes in, then {@link #end()}. One instance serves
 * one thread.
 */
public final class RowCheck {
    private static final String NO_IDENTIFIER = "identifier: neither " + identifiers(" nor ");
    private static final String TWO_IDENTIFIERS = "identifier: both " + identifiers(" and ");

    private final FieldCheck[] checks;
    private final PostApiField[] fields;
    private final boolean[] isAskedFor;
    private final String[] missing;
    private final String[] holdsNul;
    private final String[] noUtf8;
    private final List<String> reasons = new ArrayList<>();
    private final List<String> encodingReasons = new ArrayList<>();
    private int identifiers;
    private IdentifierKind identifierKind;
    private long applicationId;
    private long eventTime;

    /** Of fields that are columns of the source, as they stand. */
    public RowCheck(List<PostApiField> fields, ValidationLimits limits) {
        this(fields, Set.of(), limits);
    }

    /**
     * @param fields the mapped ones, by whose index a value is told
     * @param computed those whose expression is more than a column's name: what it cannot read becomes NULL in it
     */
    RowCheck(List<PostApiField> fields, Set<PostApiField> computed, ValidationLimits limits) {
        this.fields = fields.toArray(PostApiField[]::new);
        checks = fields.stream().map(field -> FieldCheck.of(field, limits)).toArray(FieldCheck[]::new);
        isAskedFor = new boolean[checks.length];
        for (int field = 0; field < checks.length; field++) {
            isAskedFor[field] = this.fields[field].presence() != Presence.OPTIONAL;
        }
        missing = Stream.of(this.fields)
                .map(field -> FieldCheck.because(field, computed.contains(field) ? unreadable(field) : "missing"))
                .toArray(String[]::new);
        holdsNul = reasons("contains NUL (U+0000)");
        noUtf8 = reasons("not valid UTF-8");
    }

    static String identifiers(String between) {
        return Stream.of(IdentifierKind.values()).map(IdentifierKind::label).collect(Collectors.joining(between));
    }

    private static String unreadable(PostApiField field) {
        if (field.rule() instanceof UnixSeconds) {
            return "missing, or not readable as a time";
        }
        return field.rule() instanceof WholeNumber ? "missing, or not readable as a number" : "missing";
    }

    private String[] reasons(String rule) {
        return Stream.of(fields).map(field -> FieldCheck.because(field, rule)).toArray(String[]::new);
    }

    /** A row begins. */
    public void begin() {
        reasons.clear();
        encodingReasons.clear();
        identifiers = 0;
    }

    /** The row has no value there. */
    public void absent(int field) {
        if (fields[field].presence() == Presence.REQUIRED) {
            reasons.add(missing[field]);
        }
    }

    /** The value is the text {@code bytes[from]} to {@code bytes[to - 1]}, at least one byte, whatever stands in it. */
    public void text(int field, byte[] bytes, int from, int to) {
        ascii(field, bytes, from, to);
        if (Utf8Text.isClean(bytes, from, to)) {
            return;
        }
        if (Utf8Text.holdsNul(bytes, from, to)) {
            encodingReasons.add(holdsNul[field]);
        }
        if (!Utf8Text.isWellFormed(bytes, from, to)) {
            encodingReasons.add(noUtf8[field]);
        }
    }

    /** The same of a text that is known to be ASCII without a NUL. */
    public void ascii(int field, byte[] bytes, int from, int to) {
        int before = reasons.size();
        checks[field].text(bytes, from, to, reasons);
        if (isAskedFor[field]) {
            boolean isNumber =
                    fields[field].rule() instanceof WholeNumber || fields[field].rule() instanceof UnixSeconds;
            remember(field, isNumber && reasons.size() == before ? Digits.value(bytes, from, to) : 0);
        }
    }

    /** The value is a whole number. */
    public void number(int field, long value) {
        checks[field].number(value, reasons);
        if (isAskedFor[field]) {
            remember(field, value);
        }
    }

    private void remember(int field, long number) {
        switch (fields[field]) {
            case APPLICATION_ID -> applicationId = number;
            case EVENT_TIMESTAMP -> eventTime = number;
            case PROFILE_ID -> identifiedBy(IdentifierKind.PROFILE_ID);
            case APPMETRICA_DEVICE_ID -> identifiedBy(IdentifierKind.APPMETRICA_DEVICE_ID);
            default -> {
                // Nothing that packing asks for.
            }
        }
    }

    private void identifiedBy(IdentifierKind kind) {
        identifierKind = kind;
        identifiers++;
    }

    /** The row is complete; true when there is no reason against it. */
    public boolean end() {
        if (identifiers != 1) {
            reasons.add(identifiers == 0 ? NO_IDENTIFIER : TWO_IDENTIFIERS);
        }
        if (!encodingReasons.isEmpty()) {
            reasons.addAll(encodingReasons);
        }
        return reasons.isEmpty();
    }

    /** Each reason as {@code field: rule}: in the order of the fields, then of the identifiers, then of the bytes. */
    public List<String> reasons() {
        return List.copyOf(reasons);
    }

    /** Of a row without a reason against it: whose it is. */
    public long applicationId() {
        return applicationId;
    }

    /** Of a row without a reason against it: which identifier it has. */
    public IdentifierKind identifierKind() {
        return identifierKind;
    }

    /** Of a row without a reason against it: when it happened, Unix seconds. */
    public long eventTime() {
        return eventTime;
    }
}
