package io.github.appmetricaexport.sandbox;

import java.io.IOException;
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

    /** Starts a relay from {@code port}, 0 for any, to the server's port on this machine. */
    ConnectionRelay(int port, int serverPort) throws IOException {
        listener = new ServerSocket(port, SandboxServer.BACKLOG, InetAddress.getLoopbackAddress());
        this.serverPort = serverPort;
        threads.execute(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Resets the client's connection that the server knows by its remote port; one that is gone stays gone. */
    void reset(int serverSidePort) {
        try (Socket client = clientOfServerSidePort.get(serverSidePort)) {
            if (client != null) {
                client.setSoLinger(true, 0);
            }
        } catch (IOException gone) {
            // The client was faster.
        }
    }

    private void acceptAll() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                threads.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            // So ends the last accept.
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
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
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
