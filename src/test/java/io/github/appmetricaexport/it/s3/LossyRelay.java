package io.github.appmetricaexport.it.s3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A relay before an S3 server, on loopback, that turns one request in ten away and loses one answer in twenty: the server has
 * carried the request out, and the client sees its connection end. It loses the answer to the first write of a lock too, and
 * of a claim.
 *
 * <p>A connection is of one request. What becomes of the requests is the seed's, in the order in which they come.
 */
final class LossyRelay implements AutoCloseable {
    private static final int ONE_IN_THROTTLED = 10;
    private static final int ONE_IN_LOST = 20;
    private static final int LONGEST_WAIT_MILLIS = 60_000;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final int server;
    private final Random fates;
    private final Set<String> neverLost = new HashSet<>(List.of("/_LOCK.", "/intents/"));
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger throttled = new AtomicInteger();

    private enum Fate {
        PASSED,
        THROTTLED,
        ANSWER_LOST
    }

    /** What stands before a request's body. */
    private record Head(String request, List<String> fields) {
        static Head read(InputStream source) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            for (int next = source.read(); next >= 0; next = source.read()) {
                head.write(next);
                if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith(END_OF_HEAD)) {
                    List<String> lines =
                            head.toString(StandardCharsets.ISO_8859_1).lines().toList();
                    return new Head(lines.get(0), lines.subList(1, lines.size() - 1));
                }
            }
            throw new EOFException("a connection without a request");
        }

        boolean has(String field) {
            return fields.stream()
                    .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith(field + ":"));
        }

        long bodyLength() {
            if (has("transfer-encoding")) {
                throw new IllegalStateException("a body of unknown length: " + request);
            }
            return fields.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElse(0);
        }

        /** As the server is asked: for one answer, and without waiting to be asked for the body. No signature covers these. */
        byte[] forOneAnswer() {
            String others = fields.stream()
                    .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
                    .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("expect:"))
                    .collect(Collectors.joining("\r\n"));
            return (request + "\r\n" + others + "\r\nConnection: close" + END_OF_HEAD)
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    LossyRelay(int server, long seed) throws IOException {
        this.server = server;
        fates = new Random(seed);
        S3Relay.begin(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The requests, as {@code PUT /bucket/object HTTP/1.1}, whose answers were lost. */
    List<String> lost() {
        return List.copyOf(lost);
    }

    /** How many were turned away. */
    int throttled() {
        return throttled.get();
    }

    private void accept() throws IOException {
        while (!socket.isClosed()) {
            Socket client = socket.accept();
            S3Relay.begin(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            client.setSoTimeout(LONGEST_WAIT_MILLIS);
            Head head = Head.read(client.getInputStream());
            OutputStream answers = client.getOutputStream();
            if (head.has("expect")) {
                answers.write(("HTTP/1.1 100 Continue" + END_OF_HEAD).getBytes(StandardCharsets.US_ASCII));
            }
            byte[] body = client.getInputStream().readNBytes(Math.toIntExact(head.bodyLength()));
            switch (fate(head.request())) {
                case THROTTLED -> {
                    throttled.incrementAndGet();
                    answers.write(S3Relay.SLOW_DOWN);
                }
                case ANSWER_LOST -> {
                    ask(head, body);
                    lost.add(head.request());
                }
                case PASSED -> answers.write(ask(head, body));
            }
        }
    }

    private synchronized Fate fate(String request) {
        boolean isThrottled = fates.nextInt(ONE_IN_THROTTLED) == 0;
        boolean isLost = fates.nextInt(ONE_IN_LOST) == 0;
        boolean isFirst = request.startsWith("PUT ") && neverLost.removeIf(request::contains);
        if (isFirst) {
            return Fate.ANSWER_LOST;
        }
        return isThrottled ? Fate.THROTTLED : isLost ? Fate.ANSWER_LOST : Fate.PASSED;
    }

    /** The server's whole answer. */
    private byte[] ask(Head head, byte[] body) throws IOException {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), server)) {
            target.setSoTimeout(LONGEST_WAIT_MILLIS);
            target.getOutputStream().write(head.forOneAnswer());
            target.getOutputStream().write(body);
            return target.getInputStream().readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
