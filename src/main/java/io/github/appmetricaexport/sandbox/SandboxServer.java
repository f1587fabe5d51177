package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.appmetricaexport.api.PostApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * The Post API on loopback, for those who have no key, and the Logs API, which shows what was posted.
 *
 * <p>It refuses everything that the documentation rules out, has a switch for everything it leaves open, and keeps a
 * {@link Ledger} of every event it applied. Like the real one it recognises nothing that it has seen before.
 */
public final class SandboxServer implements AutoCloseable {
    static final int BACKLOG = 512;

    private static final int HANDLERS = 16;

    static {
        // Without it every answer on a kept connection waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService handlers;
    private final ScheduledExecutorService later;
    private final Optional<ConnectionRelay> relay;
    private final LedgerWriter writer;
    private final Ledger ledger;
    private final int port;

    private SandboxServer(SandboxOptions options) throws IOException {
        writer = new LedgerWriter(options.ledger());
        ledger = Ledger.at(options.ledger());
        boolean relays = options.resetsConnections();
        InetAddress loopback = InetAddress.getLoopbackAddress();
        server = HttpServer.create(new InetSocketAddress(loopback, relays ? 0 : options.port()), BACKLOG);
        int serverPort = server.getAddress().getPort();
        relay = relays ? Optional.of(new ConnectionRelay(options.port(), serverPort)) : Optional.empty();
        port = relay.map(ConnectionRelay::port).orElse(serverPort);
        handlers = Executors.newFixedThreadPool(HANDLERS, daemons("sandbox-handler"));
        later = Executors.newSingleThreadScheduledExecutor(daemons("sandbox-later"));
        Mishaps mishaps = new Mishaps(relay, later);
        ImportHandler imports = new ImportHandler(options, writer, baseUrl(), mishaps);
        VisibleEvents events = new VisibleEvents(ledger, options.logs());
        ExportQueue queue = new ExportQueue(options.logs().preparation());
        ExportHandler exports = new ExportHandler(options, writer, events, queue, mishaps);
        server.createContext("/", exchange -> route(exchange, imports, exports));
        server.setExecutor(handlers);
        server.start();
    }

    /**
     * Starts a sandbox, ready for requests when this returns.
     *
     * @throws IOException if the port is taken or the ledger's folder cannot be written
     */
    public static SandboxServer start(SandboxOptions options) throws IOException {
        return new SandboxServer(options);
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** What {@code api.base-url} has to be. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** What was applied so far; can be read while the sandbox runs. */
    public Ledger ledger() {
        return ledger;
    }

    private void route(HttpExchange exchange, ImportHandler imports, ExportHandler exports) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case PostApi.EVENTS_CSV_PATH, PostApi.EVENT_PATH -> imports.handle(exchange);
            case ExportHandler.CSV_PATH, ExportHandler.JSON_PATH, ExportHandler.STATUS_PATH -> exports.handle(exchange);
            case "/", "/counts" ->
                new Answer(200, Map.of("Content-Type", "application/json"), ledger.counts()).send(exchange);
            default -> new Answer(404, Map.of(), "no such address\n").send(exchange);
        }
    }

    static ThreadFactory daemons(String name) {
        return new BasicThreadFactory.Builder()
                .namingPattern(name + "-%d")
                .daemon(true)
                .build();
    }

    /** Stops listening, drops the open connections and closes the ledger. */
    @Override
    public void close() throws IOException {
        server.stop(0);
        if (relay.isPresent()) {
            relay.get().close();
        }
        later.shutdownNow();
        // Not interrupted: an interrupt would close the ledger's file under the others.
        handlers.shutdown();
        try {
            handlers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.close();
    }
}
