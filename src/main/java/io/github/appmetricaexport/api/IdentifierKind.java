package io.github.appmetricaexport.api;

/**
 * Who an event belongs to: the API takes exactly one of the two identifiers per event.
 *
 * <p>What a file with both columns gets is documented nowhere, so a payload carries one kind and does not have the
 * other's column.
 */
public enum IdentifierKind {
    PROFILE_ID(PostApiField.PROFILE_ID),
    APPMETRICA_DEVICE_ID(PostApiField.APPMETRICA_DEVICE_ID);

    private final PostApiField field;

    IdentifierKind(PostApiField field) {
        this.field = field;
    }

    /** The field that holds this kind of identifier. */
    public PostApiField field() {
        return field;
    }

    /** The name in results tables and messages: the column's. */
    public String label() {
        return field.column();
    }

    /** The other kind, whose column a payload of this kind leaves out. */
    public IdentifierKind other() {
        return this == PROFILE_ID ? APPMETRICA_DEVICE_ID : PROFILE_ID;
    }
}
