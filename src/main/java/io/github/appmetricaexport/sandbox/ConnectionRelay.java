package io.github.appmetricaexport.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Passes bytes between clients and the HTTP server, so that a client's connection can be reset on command.
 *
 * <p>The JDK's server owns its sockets and can only close them in good order. Here the socket is ours: closed with
 * {@code SO_LINGER} 0 it sends RST, which is what a client sees of a crashed server or a cut line.
 */
final class ConnectionRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final int serverPort;
    private final Map<Integer, Socket> clientOfServerSidePort = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(SandboxServer.daemons("sandbox-relay"));

    private ConnectionRelay(ServerSocket listener, int serverPort) {
        this.listener = listener;
        this.serverPort = serverPort;
    }

    /** A relay from {@code port}, 0 for any, to the server's port on this machine. */
    static ConnectionRelay start(int port, int serverPort) throws IOException {
        ServerSocket listener = new ServerSocket(port, SandboxServer.BACKLOG, InetAddress.getLoopbackAddress());
        ConnectionRelay relay = new ConnectionRelay(listener, serverPort);
        relay.threads.execute(relay::acceptAll);
        return relay;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Resets the client's connection that the server knows by its remote port; one that is gone stays gone. */
    void reset(int serverSidePort) {
        Socket client = clientOfServerSidePort.get(serverSidePort);
        if (client == null) {
            return;
        }
        try (client) {
            client.setSoLinger(true, 0);
        } catch (IOException gone) {
            // The client was faster.
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            int serverSidePort = server.getLocalPort();
            clientOfServerSidePort.put(serverSidePort, client);
            try {
                threads.execute(() -> copy(server, client));
                copy(client, server);
            } finally {
                clientOfServerSidePort.remove(serverSidePort);
            }
        } catch (IOException gone) {
            // Either side may leave at any time; the other is closed with it.
        }
    }

    /** Copies until one side ends, then closes both: half-open connections are of no use to HTTP clients. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException gone) {
            // As above.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : clientOfServerSidePort.values()) {
            client.close();
        }
        threads.shutdownNow();
    }
}
