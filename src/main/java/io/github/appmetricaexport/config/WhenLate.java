package io.github.appmetricaexport.config;

/** What becomes of rows that came after a date was sent: the values of {@code source.late-rows}. */
public enum WhenLate {
    /** A further run of the date sends them. */
    SEND,
    /** They stay behind, with a warning. */
    WARN
}
