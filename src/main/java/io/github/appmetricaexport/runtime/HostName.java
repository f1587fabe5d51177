package io.github.appmetricaexport.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this machine calls itself, for whoever reads a claim or a lock. */
public final class HostName {
    private HostName() {}

    /** The name, or {@code unknown} where the machine has none. */
    public static String here() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
