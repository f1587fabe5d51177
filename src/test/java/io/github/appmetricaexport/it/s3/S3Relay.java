package io.github.appmetricaexport.it.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A relay before an S3 server, on loopback, that can throttle everything or cut every connection. */
final class S3Relay implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 5_000;
    /** 503, as S3 says it. */
    static final byte[] SLOW_DOWN = slowDown();

    /** What it does with connections. */
    enum Mode {
        PASS,
        /** 503, as S3 says it. */
        SLOW_DOWN,
        /** Closed at once, before an answer. */
        CUT
    }

    private final ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;

    S3Relay(int server) throws IOException {
        this.server = server;
        begin(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** From now on; connections of before are cut. */
    void turn(Mode next) {
        mode = next;
        open.forEach(S3Relay::cut);
    }

    /** Connections that were throttled or cut when they came. */
    int turnedAway() {
        return turnedAway.get();
    }

    private void accept() throws IOException {
        while (!socket.isClosed()) {
            Socket client = socket.accept();
            Mode now = mode;
            if (now != Mode.PASS) {
                turnedAway.incrementAndGet();
            }
            switch (now) {
                case CUT -> cut(client);
                case SLOW_DOWN -> begin(() -> refuse(client));
                case PASS -> begin(() -> pass(client));
            }
        }
    }

    private void pass(Socket client) throws IOException {
        Socket target = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(client);
        open.add(target);
        begin(() -> copy(client, target));
        copy(target, client);
    }

    private void copy(Socket from, Socket to) throws IOException {
        try {
            InputStream source = from.getInputStream();
            OutputStream sink = to.getOutputStream();
            byte[] block = new byte[1 << 16];
            for (int length = source.read(block); length >= 0; length = source.read(block)) {
                sink.write(block, 0, length);
            }
        } finally {
            cut(from);
            cut(to);
            open.remove(from);
            open.remove(to);
        }
    }

    /** Answers the head of a request; a body that follows is read away, so that the answer is not lost to a reset. */
    private static void refuse(Socket client) throws IOException {
        try (client) {
            client.setSoTimeout(LONGEST_WAIT_MILLIS);
            int matched = 0;
            for (int next = client.getInputStream().read();
                    next >= 0 && matched < 4;
                    next = client.getInputStream().read()) {
                matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : 0;
                if (matched == 4) {
                    break;
                }
            }
            client.getOutputStream().write(SLOW_DOWN);
            client.shutdownOutput();
            client.getInputStream().skip(Long.MAX_VALUE);
        }
    }

    private static byte[] slowDown() {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>SlowDown</Code>"
                + "<Message>Please reduce your request rate.</Message></Error>";
        return ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            return;
        }
    }

    interface Work {
        void run() throws IOException;
    }

    /** In a thread of its own, until its connection ends. */
    static void begin(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException connectionEnded) {
                        return;
                    }
                },
                "s3-relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        open.forEach(S3Relay::cut);
    }
}
