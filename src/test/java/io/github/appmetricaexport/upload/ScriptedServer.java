package io.github.appmetricaexport.upload;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;

/**
 * A server on loopback that plays one scene per connection and keeps every byte it was sent.
 *
 * <p>It counts requests on the wire: after its scene a connection is read until the client ends it, so that a request that
 * nobody expected is seen too. A server without a scene left plays the last one again.
 */
final class ScriptedServer implements AutoCloseable {
    /** What happens on one connection. */
    interface Scene {
        void play(Conversation conversation) throws IOException;
    }

    private static final Pattern REQUEST_LINE = Pattern.compile("(?:POST|GET|HEAD|CONNECT) \\S+ HTTP/1\\.[01]\r\n");

    private final ServerSocket listener;
    private final String scheme;
    private final List<Scene> scenes;
    private final List<Conversation> conversations = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Future<?> accepting;
    private volatile int lastClient;

    private ScriptedServer(String scheme, ServerSocketFactory sockets, List<Scene> scenes) throws IOException {
        this.scheme = scheme;
        this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.scenes = scenes;
        this.accepting = threads.submit(this::accept);
    }

    static ScriptedServer playing(Scene... scenes) throws IOException {
        return new ScriptedServer("http", ServerSocketFactory.getDefault(), List.of(scenes));
    }

    static ScriptedServer playingOverTls(ServerSocketFactory sockets, Scene... scenes) throws IOException {
        return new ScriptedServer("https", sockets, List.of(scenes));
    }

    /** Reads the request whole, then answers. */
    static Scene answering(String answer) {
        return conversation -> {
            conversation.readRequest();
            conversation.write(answer);
        };
    }

    /** An answer with a length, that leaves the connection open. */
    static String answer(int status, String body, String... headers) {
        return "HTTP/1.1 " + status + " Scripted\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\n"
                + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n" + body;
    }

    URI uri() {
        return URI.create(scheme + "://localhost:" + listener.getLocalPort());
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return conversations.size();
    }

    /** All that was received, connection after connection, once every connection has ended. */
    String received() {
        close();
        StringBuilder all = new StringBuilder();
        conversations.forEach(conversation -> all.append(conversation.received.toString(StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    /** How many requests were received, once every connection has ended. */
    int requests() {
        Matcher lines = REQUEST_LINE.matcher(received());
        int count = 0;
        while (lines.find()) {
            count++;
        }
        return count;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                if (socket.getPort() == lastClient) {
                    socket.close();
                    return;
                }
                Conversation conversation = new Conversation(socket, over);
                conversations.add(conversation);
                Scene scene = scenes.get(Math.min(conversations.size(), scenes.size()) - 1);
                threads.execute(() -> conversation.hold(scene));
            }
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Accepts what was connected before now, waits until all connections have ended, and accepts no more. */
    @Override
    public void close() {
        try {
            if (!listener.isClosed()) {
                over.countDown();
                acceptWhatWaits();
                listener.close();
                threads.shutdown();
            }
            if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
                throw new AssertionError("a connection did not end");
            }
        } catch (IOException | InterruptedException | ExecutionException | TimeoutException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** Connections are accepted in their order: once this one has come, all earlier ones have been seen. */
    private void acceptWhatWaits() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try (Socket last = new Socket()) {
            last.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            lastClient = last.getLocalPort();
            last.connect(listener.getLocalSocketAddress());
            accepting.get(20, TimeUnit.SECONDS);
        }
    }

    /** One connection, seen from the server. */
    static final class Conversation {
        private final Socket socket;
        private final CountDownLatch over;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();

        private Conversation(Socket socket, CountDownLatch over) {
            this.socket = socket;
            this.over = over;
        }

        private void hold(Scene scene) {
            try (socket) {
                socket.setSoTimeout(10_000);
                scene.play(this);
                while (!socket.isClosed() && read() >= 0) {
                    // Whatever the client still has to say.
                }
            } catch (IOException ended) {
                // By the client, or by the scene.
            }
        }

        /** Reads one byte and keeps it; -1 at the end. */
        int read() throws IOException {
            int next = socket.getInputStream().read();
            if (next >= 0) {
                received.write(next);
            }
            return next;
        }

        /** Reads on until the head of a request is whole; returns it. */
        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = read();
                if (next < 0) {
                    throw new IOException("no whole head");
                }
                head.append((char) next);
            }
            return head.toString();
        }

        /** Reads a request with its body, as long as its Content-Length says. */
        void readRequest() throws IOException {
            readBody(readHead());
        }

        /** Reads the body that belongs to a head. */
        void readBody(String head) throws IOException {
            Matcher length = Pattern.compile("Content-Length: ([0-9]+)").matcher(head);
            long left = length.find() ? Long.parseLong(length.group(1)) : 0;
            byte[] buffer = new byte[8_192];
            while (left > 0) {
                int read = socket.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new IOException("no whole body");
                }
                received.write(buffer, 0, read);
                left -= read;
            }
        }

        /** Passes on to a port of this machine whatever comes, and back what it answers, until the client ends. */
        void tunnelTo(int port) throws IOException {
            try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread back = new Thread(() -> passBack(target));
                back.start();
                socket.getInputStream().transferTo(target.getOutputStream());
            }
        }

        private void passBack(Socket target) {
            try {
                target.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException ended) {
                // By either side.
            }
        }

        void write(String text) throws IOException {
            write(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
        }

        void write(byte[] bytes, int atMost) throws IOException {
            socket.getOutputStream().write(bytes, 0, Math.min(bytes.length, atMost));
            socket.getOutputStream().flush();
        }

        /** Reads and says nothing until the test has what it wants to know, then ends. */
        void hang() throws IOException {
            try {
                over.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException unexpected) {
                throw new IOException(unexpected);
            }
            end();
        }

        /** Ends the connection in good order. */
        void end() throws IOException {
            socket.close();
        }

        /** Ends the connection with a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Ends this side only; the client may go on sending. */
        void endOutput() throws IOException {
            socket.shutdownOutput();
        }
    }
}
