package io.github.appmetricaexport.results;

/** A day passes its {@link DayBounds} while it is planned: nothing is frozen, and nothing can be sent. */
public final class DayTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param objection as {@link DayBounds} words it; it may have come from a task as text */
    public DayTooLargeException(String objection) {
        super(objection);
    }
}
