package io.github.appmetricaexport.upload;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Why a call has no answer, in words for the person who can mend it.
 *
 * @param kind the class of the failure
 * @param sentence names host and port, what happened, and what to check; may still hold text of the server's
 */
record NoAnswer(FailureKind kind, String sentence) {
    private static final String NOTHING_SENT = "nothing was sent. ";
    private static final String IN_DOUBT = "whether the rows were applied is not known";

    /**
     * Reads an exception of the HTTP client in the light of how far the call had come.
     *
     * @param endpoint host and port
     */
    static NoAnswer of(Exception exception, Transmission transmission, String endpoint) {
        if (Thread.currentThread().isInterrupted() || exception instanceof InterruptedException) {
            return new NoAnswer(FailureKind.INTERRUPTED, endpoint + ": interrupted; " + consequence(transmission));
        }
        if (exception instanceof OverdueException) {
            return new NoAnswer(FailureKind.OVERDUE, exception.getMessage() + "; nothing was sent");
        }
        if (exception instanceof PayloadDamagedException) {
            return new NoAnswer(
                    FailureKind.PAYLOAD_DAMAGED,
                    "the payload file is damaged: " + exception.getMessage() + "; "
                            + (transmission.rowsMayHaveLeft()
                                    ? "the request was cut off after " + transmission.bytesSent() + " bytes of its body"
                                    : "nothing was sent"));
        }
        return transmission.hasRequested()
                ? afterTheRequestBegan(exception, transmission, endpoint)
                : whileConnecting(exception, transmission, endpoint);
    }

    private static NoAnswer whileConnecting(Exception exception, Transmission transmission, String api) {
        String endpoint = api + way(transmission.proxy());
        if (exception instanceof UnknownHostException) {
            return new NoAnswer(
                    FailureKind.UNKNOWN_HOST,
                    endpoint + ": the name cannot be resolved; " + NOTHING_SENT
                            + "Check api.base-url, and the DNS of this host");
        }
        if (exception instanceof SSLException refused) {
            return new NoAnswer(FailureKind.NOT_TRUSTED, endpoint + ": " + tls(refused, api));
        }
        if (exception instanceof InterruptedIOException) {
            return new NoAnswer(
                    FailureKind.TIMED_OUT,
                    endpoint + ": " + timeout(transmission) + "; " + NOTHING_SENT
                            + "Check api.base-url, and that a firewall lets this host through");
        }
        String what = exception instanceof ConnectException || exception instanceof NoRouteToHostException
                ? "the connection was refused or has no route"
                : "no connection could be made (" + detail(exception) + ")";
        return new NoAnswer(
                FailureKind.UNREACHABLE,
                endpoint + ": " + what + "; " + NOTHING_SENT
                        + "Check api.base-url, and that firewall and proxy let this host through");
    }

    private static String way(Proxy proxy) {
        return proxy.address() instanceof InetSocketAddress address
                ? " through the proxy " + address.getHostString() + ":" + address.getPort()
                : "";
    }

    private static String timeout(Transmission transmission) {
        return switch (transmission.stage()) {
            case RESOLVING -> "the name was not resolved in time";
            case CONNECTING -> "no connection within upload.connect-timeout";
            default -> "no TLS session in time";
        };
    }

    private static String tls(SSLException exception, String endpoint) {
        String host = endpoint.substring(0, endpoint.lastIndexOf(':'));
        if (exception instanceof SSLPeerUnverifiedException) {
            return "the certificate of " + host + " is not for that name; " + NOTHING_SENT
                    + "Check api.base-url, and whether a proxy stands in for the API";
        }
        if (ExceptionUtils.indexOfType(exception, CertificateException.class) >= 0) {
            return "the certificate of " + host + " is not trusted (" + detail(exception) + "); " + NOTHING_SENT
                    + "Check api.base-url, whether a proxy stands in for the API, and the JVM's trust store";
        }
        return "no TLS session (" + detail(exception) + "); " + NOTHING_SENT
                + "Check scheme and port of api.base-url: what listens there may not speak TLS";
    }

    private static NoAnswer afterTheRequestBegan(Exception exception, Transmission transmission, String endpoint) {
        String sent = " after " + transmission.bytesSent() + " bytes of the body were sent; ";
        // OkHttp reports its call timeout as InterruptedIOException, its read and write timeouts as the subclass.
        if (exception instanceof InterruptedIOException) {
            return new NoAnswer(
                    FailureKind.TIMED_OUT,
                    endpoint + ": no complete answer within upload.call-timeout," + sent + consequence(transmission));
        }
        return new NoAnswer(
                FailureKind.BROKEN_OFF,
                endpoint + ": the connection ended without a complete answer (" + detail(exception) + ")" + sent
                        + consequence(transmission));
    }

    private static String consequence(Transmission transmission) {
        return transmission.rowsMayHaveLeft() ? IN_DOUBT : "nothing was sent";
    }

    private static String detail(Exception exception) {
        String message = exception.getMessage();
        return message == null ? exception.getClass().getSimpleName() : message;
    }
}
