package io.github.appmetricaexport.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * How to run a sandbox.
 *
 * @param port to listen on; 0 for any free one
 * @param ledger the folder of the ledger; one that exists is added to
 * @param clock tells the age of events and the times in the ledger
 */
public record SandboxOptions(int port, KeyRing keys, Path ledger, ApiSwitches switches, FaultPlan faults, Clock clock) {
    public SandboxOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535");
        }
    }

    /** Any free port, the defaults of {@link ApiSwitches}, no faults, the system's clock. */
    public static SandboxOptions of(Path ledger, Map<Integer, String> keyOfApplication) {
        return new SandboxOptions(
                0, new KeyRing(keyOfApplication), ledger, ApiSwitches.DEFAULT, FaultPlan.NONE, Clock.systemUTC());
    }

    public SandboxOptions withSwitches(ApiSwitches others) {
        return new SandboxOptions(port, keys, ledger, others, faults, clock);
    }

    public SandboxOptions withFaults(FaultPlan others) {
        return new SandboxOptions(port, keys, ledger, switches, others, clock);
    }

    public SandboxOptions withClock(Clock other) {
        return new SandboxOptions(port, keys, ledger, switches, faults, other);
    }
}
