package io.github.appmetricaexport.upload;

import static io.github.appmetricaexport.upload.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.TestConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressCheckTest {
    @TempDir
    Path directory;

    private static ExportConfig config(String address) {
        return TestConfig.with(ApiOptions.BASE_URL, address);
    }

    @Test
    void connectsAndHangsUpWithoutAByte() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String endpoint = "127.0.0.1:" + server.getLocalPort();

            assertThat(AddressCheck.connect(config("http://" + endpoint))).isEqualTo(endpoint);

            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void agreesOnTlsAndMakesNoRequest() throws Exception {
        Path store = Certificates.selfSigned(directory, "dns:localhost");
        try (Certificates.Trust trust = Certificates.trusting(store);
                ScriptedServer server =
                        ScriptedServer.playingOverTls(Certificates.serving(store), answering(Posting.ACCEPTED))) {
            assertThat(trust).isNotNull();
            assertThat(AddressCheck.connect(config("https://localhost:" + server.port())))
                    .isEqualTo("localhost:" + server.port() + ", TLSv1.3");
            assertThat(server.received()).isEmpty();
        }
    }

    @Test
    void saysWhyNothingIsReached() throws IOException {
        int port = SingleRequestGuardTest.closedPort();

        assertThatThrownBy(() -> AddressCheck.connect(config("http://127.0.0.1:" + port)))
                .isInstanceOf(IOException.class)
                .hasMessage("127.0.0.1:" + port + ": the connection was refused or has no route; nothing was sent."
                        + " Check api.base-url, and that firewall and proxy let this host through");
    }
}
