package io.github.appmetricaexport.it.submit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that leaves one request half read, without an answer. */
final class StalledApi implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Small, so that what the sender has handed over stays far behind what it wants to send. */
    private static final int RECEIVE_BUFFER = 16 * 1_024;

    private static final int LONGEST_HEAD = 8 * 1_024;
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    private final ServerSocket server = new ServerSocket();
    private Socket connection;
    private long announced;
    private long read;

    StalledApi() throws IOException {
        server.setReceiveBufferSize(RECEIVE_BUFFER);
        server.setSoTimeout((int) PATIENCE.toMillis());
        server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Waits for a request, reads its head and that many bytes of its body, and reads no further. */
    void readTheBeginning(int bytesOfTheBody) throws IOException {
        connection = server.accept();
        connection.setSoTimeout((int) PATIENCE.toMillis());
        announced = contentLength(head(connection.getInputStream()));
        read = connection.getInputStream().readNBytes(bytesOfTheBody).length;
    }

    /** The length of the body, as its head says. */
    long announced() {
        return announced;
    }

    /** Reads what was still under way until the sender's end of the connection is gone; returns the body's bytes. */
    long readToTheEnd() throws IOException {
        byte[] buffer = new byte[RECEIVE_BUFFER];
        try {
            int length = 0;
            while (length >= 0) {
                read += length;
                length = connection.getInputStream().read(buffer);
            }
        } catch (SocketException reset) {
            // The end of a process that leaves with bytes unread.
        }
        return read;
    }

    private static String head(InputStream stream) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = stream.read();
            if (next < 0 || head.length() > LONGEST_HEAD) {
                throw new IOException("this is no request's head: " + head);
            }
            head.append(new String(new byte[] {(byte) next}, StandardCharsets.ISO_8859_1));
        }
        return head.toString();
    }

    private static long contentLength(String head) throws IOException {
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (!length.find()) {
            throw new IOException("no Content-Length in " + head);
        }
        return Long.parseLong(length.group(1));
    }

    @Override
    public void close() throws IOException {
        if (connection != null) {
            connection.close();
        }
        server.close();
    }
}
