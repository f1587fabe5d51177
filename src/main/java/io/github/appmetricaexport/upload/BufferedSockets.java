package io.github.appmetricaexport.upload;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;

/**
 * Sockets that write in one piece what was written to them between two flushes, up to 64 KiB.
 *
 * <p>OkHttp hands a body over in segments of 8 KiB, each of which would be a call to the system, and a packet or two, of its
 * own. OkHttp flushes at the end of a request's head and of its body; {@link CheckedBody} after each of its buffers.
 *
 * <p>For one call: what arrives is told apart by a mark that the call sets. It counts bytes as they come from the network,
 * so that it holds below TLS too, whose handshake may leave records unread that are no answer.
 */
final class BufferedSockets extends SocketFactory {
    /** Several only where one address after the other is tried: a single one is read from after the mark. */
    private final List<BufferedSocket> sockets = new CopyOnWriteArrayList<>();

    /** A call to {@link Socket#getOutputStream()} makes a new buffer: call it once per socket, as OkHttp and TLS do. */
    private static final class BufferedSocket extends Socket {
        private final AtomicLong bytesRead = new AtomicLong();
        private volatile long mark;

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new BufferedOutputStream(super.getOutputStream(), CheckedBody.BUFFER_BYTES);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    int next = in.read();
                    bytesRead.addAndGet(next < 0 ? 0 : 1);
                    return next;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    // Not across the mark: else nobody could tell what came before it.
                    long before = mark - bytesRead.get();
                    int count = in.read(target, offset, before > 0 ? (int) Math.min(length, before) : length);
                    bytesRead.addAndGet(Math.max(0, count));
                    return count;
                }
            };
        }

        private void mark() {
            try {
                mark = bytesRead.get() + super.getInputStream().available();
            } catch (IOException closed) {
                // Nothing is read of it any more.
            }
        }
    }

    /** Not connected yet: the only one that OkHttp asks for. */
    @Override
    public Socket createSocket() {
        BufferedSocket socket = new BufferedSocket();
        sockets.add(socket);
        return socket;
    }

    /** Remembers how much has arrived by now, read or not. */
    void mark() {
        sockets.forEach(BufferedSocket::mark);
    }

    /** Whether what was read last had arrived before the mark. */
    boolean isReadUpToTheMarkAtMost() {
        return sockets.stream().anyMatch(socket -> socket.bytesRead.get() > 0 && socket.bytesRead.get() <= socket.mark);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unasked();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unasked();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unasked();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw unasked();
    }

    private static UnsupportedOperationException unasked() {
        return new UnsupportedOperationException("OkHttp connects its sockets itself");
    }
}
