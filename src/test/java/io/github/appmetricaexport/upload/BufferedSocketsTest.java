package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BufferedSocketsTest {
    private static final byte[] SEGMENT = segment();

    @Test
    void keepsWhatIsWrittenUntilTheFlushAndThenSendsAllOfIt() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new BufferedSockets().createSocket()) {
            client.connect(listening.getLocalSocketAddress());
            try (Socket server = listening.accept()) {
                server.setSoTimeout(30_000);
                OutputStream target = client.getOutputStream();
                target.write(SEGMENT);
                target.write(SEGMENT);
                assertThat(server.getInputStream().available()).isZero();
                target.flush();
                byte[] received = server.getInputStream().readNBytes(2 * SEGMENT.length);
                assertThat(Arrays.copyOf(received, SEGMENT.length)).isEqualTo(SEGMENT);
                assertThat(Arrays.copyOfRange(received, SEGMENT.length, received.length))
                        .isEqualTo(SEGMENT);
            }
        }
    }

    @Test
    void isWhatTheClientConnectsWith() {
        assertThat(PostApiClient.withoutResending(Posting.config(Duration.ofSeconds(1)))
                        .build()
                        .socketFactory())
                .isInstanceOf(BufferedSockets.class);
    }

    /** As OkHttp's segments. */
    private static byte[] segment() {
        byte[] bytes = new byte[8 * 1_024];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }
}
