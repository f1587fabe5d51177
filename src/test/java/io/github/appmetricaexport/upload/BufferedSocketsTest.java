package io.github.appmetricaexport.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
    void tellsWhatHadArrivedBeforeTheMarkFromWhatCameAfterIt() throws Exception {
        BufferedSockets sockets = new BufferedSockets();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket untried = sockets.createSocket();
                Socket client = sockets.createSocket()) {
            client.connect(listening.getLocalSocketAddress());
            try (Socket server = listening.accept()) {
                assertThat(untried.isConnected()).isFalse();
                server.getOutputStream().write(new byte[] {1, 2});
                awaitBytes(client, 2);
                sockets.mark();
                server.getOutputStream().write(new byte[] {3, 4});
                awaitBytes(client, 4);
                assertThat(sockets.isReadUpToTheMarkAtMost()).as("nothing read").isFalse();

                assertThat(client.getInputStream().read(new byte[10])).isEqualTo(2);
                assertThat(sockets.isReadUpToTheMarkAtMost()).isTrue();
                assertThat(client.getInputStream().read()).isEqualTo(3);
                assertThat(sockets.isReadUpToTheMarkAtMost()).isFalse();
            }
        }
    }

    private static void awaitBytes(Socket socket, int count) throws IOException {
        while (socket.getInputStream().available() < count) {
            Thread.onSpinWait();
        }
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
