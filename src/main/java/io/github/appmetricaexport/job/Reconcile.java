package io.github.appmetricaexport.job;

import io.github.appmetricaexport.time.Sleeper;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What a reconcile command is to do.
 *
 * @param run its number; empty for all runs of the date that sent anything
 * @param by the login of whoever asked for it
 * @param patience how long to wait for the Logs API
 */
public record Reconcile(OptionalInt run, Mode mode, String by, Duration patience, Sleeper sleeper) {
    /** What becomes of clear evidence. */
    public enum Mode {
        REPORT,
        RESOLVE
    }
}
