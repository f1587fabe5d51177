package io.github.appmetricaexport.job;

/**
 * What an export is asked to do.
 *
 * @param afterLostOutbox why a date whose outbox was lost is to be sent anew, whole; empty unless somebody decided so
 * @param by the login of who asks
 */
public record ExportRequest(ExportMode mode, String afterLostOutbox, String by) {
    /** Without decisions. */
    public static ExportRequest to(ExportMode mode) {
        return new ExportRequest(mode, "", "");
    }
}
