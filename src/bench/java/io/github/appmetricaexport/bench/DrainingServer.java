package io.github.appmetricaexport.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A Post API that reads and forgets: it costs the contestants of the benchmark as little as a server can.
 *
 * <p>Arguments: the file to write the port to, and how many milliseconds an answer takes. A GET answers how many requests
 * and bytes of bodies came since the last one.
 */
public final class DrainingServer {
    private static final byte[] ACCEPTED = answer("Your data has been uploaded.");

    private final long latency;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private DrainingServer(long latency) {
        this.latency = latency;
    }

    public static void main(String[] arguments) throws IOException {
        DrainingServer server = new DrainingServer(Long.parseLong(arguments[1]));
        try (ServerSocket socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress())) {
            Files.writeString(Path.of(arguments[0]), Integer.toString(socket.getLocalPort()));
            while (true) {
                Socket connection = socket.accept();
                Thread thread = new Thread(() -> server.serve(connection));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream source = new BufferedInputStream(connection.getInputStream(), 1 << 16);
            byte[] drain = new byte[1 << 18];
            for (String line = line(source); line != null; line = line(source)) {
                answer(connection, source, line, drain);
            }
        } catch (IOException | InterruptedException gone) {
            // The client went away: nothing is owed to it.
        }
    }

    private void answer(Socket connection, InputStream source, String request, byte[] drain)
            throws IOException, InterruptedException {
        long length = 0;
        for (String header = line(source); header != null && !header.isEmpty(); header = line(source)) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("content-length:")) {
                length = Long.parseLong(name.substring(name.indexOf(':') + 1).strip());
            } else if (name.startsWith("transfer-encoding:")) {
                throw new IOException("every contestant sends a length");
            }
        }
        if (request.startsWith("GET")) {
            connection
                    .getOutputStream()
                    .write(answer("{\"requests\":" + requests.getAndSet(0) + ",\"bytes\":" + bytes.getAndSet(0) + "}"));
            return;
        }
        for (long left = length; left > 0; ) {
            int read = source.read(drain, 0, (int) Math.min(left, drain.length));
            if (read < 0) {
                throw new EOFException("a body that ends early");
            }
            left -= read;
        }
        requests.incrementAndGet();
        bytes.addAndGet(length);
        Thread.sleep(latency);
        connection.getOutputStream().write(ACCEPTED);
    }

    private static byte[] answer(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** A line without its end; null when the connection was closed before one began. */
    private static String line(InputStream source) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = source.read(); octet != '\n'; octet = source.read()) {
            if (octet < 0) {
                return null;
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
