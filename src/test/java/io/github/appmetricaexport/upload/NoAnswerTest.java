package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.upload.Transmission.RowsIn;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** The failures that no server on loopback can bring about at will; the others are in {@link NotConnectedTest}. */
class NoAnswerTest {
    private static final String ENDPOINT = "api.example:443";

    private final Transmission transmission = new Transmission(RowsIn.BODY);

    @Test
    void namesANameThatWasNotResolvedInTime() {
        assertThat(NoAnswer.of(new InterruptedIOException("timeout"), transmission, ENDPOINT))
                .isEqualTo(new NoAnswer(
                        FailureKind.TIMED_OUT,
                        "api.example:443: the name was not resolved in time; nothing was sent."
                                + " Check api.base-url, and that a firewall lets this host through"));
    }

    @Test
    void namesAConnectionThatWasNotMadeInTime() {
        transmission.connectStart(null, null, null);

        assertThat(NoAnswer.of(new SocketTimeoutException("Connect timed out"), transmission, ENDPOINT))
                .isEqualTo(new NoAnswer(
                        FailureKind.TIMED_OUT,
                        "api.example:443: no connection within upload.connect-timeout; nothing was sent."
                                + " Check api.base-url, and that a firewall lets this host through"));
    }

    @Test
    void namesAnAddressWithoutARoute() {
        assertThat(NoAnswer.of(new NoRouteToHostException("No route to host"), transmission, ENDPOINT)
                        .kind())
                .isEqualTo(FailureKind.UNREACHABLE);
    }

    @Test
    void repeatsWhatAProxySaidThatWouldNotTunnel() {
        transmission.connectStart(null, null, null);

        assertThat(NoAnswer.of(new IOException("Unexpected response code for CONNECT: 407"), transmission, ENDPOINT))
                .isEqualTo(new NoAnswer(
                        FailureKind.UNREACHABLE,
                        "api.example:443: no connection could be made (Unexpected response code for CONNECT: 407);"
                                + " nothing was sent. Check api.base-url, and that firewall and proxy let this host"
                                + " through"));
    }

    @Test
    void doesWithoutTheWordsOfAnExceptionThatHasNone() {
        transmission.requestHeadersStart(null);

        assertThat(NoAnswer.of(new IllegalStateException(), transmission, ENDPOINT)
                        .sentence())
                .contains("(IllegalStateException)", "0 bytes of the body were sent; nothing was sent");
    }
}
