package io.github.appmetricaexport.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes what Spark's Graphite sink pushes, a line {@code name value time} each, and keeps the last value of each name. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // A connection that breaks ends its thread, and what is missing then fails the
// test.
public final class GraphiteServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Double> last = new ConcurrentHashMap<>();

    public GraphiteServer() throws IOException {
        threads.submit(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public Map<String, Double> last() {
        return Map.copyOf(last);
    }

    private Void accept() throws IOException {
        while (true) {
            Socket connection = server.accept();
            threads.submit(() -> read(connection));
        }
    }

    private Void read(Socket connection) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                last.put(words[0], Double.valueOf(words[1]));
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
