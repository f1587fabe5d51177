package io.github.appmetricaexport.upload;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets that write in one piece what was written to them between two flushes, up to 64 KiB.
 *
 * <p>OkHttp hands a body over in segments of 8 KiB, each of which would be a call to the system, and a packet or two, of its
 * own. OkHttp flushes at the end of a request's head and of its body; {@link CheckedBody} after each of its buffers.
 */
final class BufferedSockets extends SocketFactory {
    /** A call to {@link Socket#getOutputStream()} makes a new buffer: call it once per socket, as OkHttp and TLS do. */
    private static final class BufferedSocket extends Socket {
        @Override
        public OutputStream getOutputStream() throws IOException {
            return new BufferedOutputStream(super.getOutputStream(), CheckedBody.BUFFER_BYTES);
        }
    }

    /** Not connected yet: the only one that OkHttp asks for. */
    @Override
    public Socket createSocket() {
        return new BufferedSocket();
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
