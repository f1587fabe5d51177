package io.github.appmetricaexport.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * How to run a sandbox.
 *
 * @param port to listen on; 0 for any free one
 * @param ledger the folder of the ledger; one that exists is added to
 * @param imports the Post API
 * @param logs the Logs API
 * @param clock tells the age of events, the times in the ledger, and what has become visible
 */
public record SandboxOptions(int port, Path ledger, Imports imports, LogsApiSwitches logs, Clock clock) {
    /** How the Post API behaves, and what goes wrong with it. */
    public record Imports(KeyRing keys, ApiSwitches switches, FaultPlan faults) {}

    public SandboxOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
    }

    /**
     * Any free port, the defaults of {@link ApiSwitches} and {@link LogsApiSwitches}, no faults, the system's clock.
     */
    public static SandboxOptions of(Path ledger, Map<Integer, String> keyOfApplication) {
        Imports imports = new Imports(new KeyRing(keyOfApplication), ApiSwitches.DEFAULT, FaultPlan.NONE);
        return new SandboxOptions(0, ledger, imports, LogsApiSwitches.DEFAULT, Clock.systemUTC());
    }

    KeyRing keys() {
        return imports.keys();
    }

    ApiSwitches switches() {
        return imports.switches();
    }

    FaultPlan faults() {
        return imports.faults();
    }

    /** Whether a connection may have to be reset, for which the plain HTTP server has no means. */
    boolean resetsConnections() {
        return faults().resetsConnections() || logs.faults().resetsConnections();
    }

    public SandboxOptions withSwitches(ApiSwitches others) {
        return new SandboxOptions(port, ledger, new Imports(keys(), others, faults()), logs, clock);
    }

    public SandboxOptions withFaults(FaultPlan others) {
        return new SandboxOptions(port, ledger, new Imports(keys(), switches(), others), logs, clock);
    }

    public SandboxOptions withLogs(LogsApiSwitches others) {
        return new SandboxOptions(port, ledger, imports, others, clock);
    }

    public SandboxOptions withClock(Clock other) {
        return new SandboxOptions(port, ledger, imports, logs, other);
    }
}
