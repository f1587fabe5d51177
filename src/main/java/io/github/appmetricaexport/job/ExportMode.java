package io.github.appmetricaexport.job;

/** How far an export goes. */
public enum ExportMode {
    /** To the end. */
    SEND,
    /** Through the gate, and no further: nothing is sent. */
    DRY_RUN
}
