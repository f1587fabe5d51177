package io.github.appmetricaexport.upload;

import java.net.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A proxy that the environment names: other programs heed it, a JVM does not.
 *
 * @param environment usually {@code System.getenv()}
 */
record UnheededProxy(Map<String, String> environment) {
    private static final List<String> VARIABLES = List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy");

    /** What to say of it after a call that connected to nothing; empty when it cannot be the reason. */
    Optional<String> sentence(NoAnswer failure, Transmission transmission) {
        boolean nothingConnected = switch (failure.kind()) {
            case UNKNOWN_HOST, UNREACHABLE, TIMED_OUT -> !transmission.hasRequested();
            default -> false;
        };
        if (!nothingConnected || transmission.proxy().type() != Proxy.Type.DIRECT) {
            return Optional.empty();
        }
        // Its value may hold a password.
        return VARIABLES.stream()
                .filter(variable -> !environment.getOrDefault(variable, "").isBlank())
                .findFirst()
                .map(variable -> ". The environment variable " + variable + " is set, and not heeded: put"
                        + " -Dhttps.proxyHost=... and -Dhttps.proxyPort=... into spark.executor.extraJavaOptions;"
                        + " with a local master, and for send-one, into spark.driver.extraJavaOptions");
    }
}
