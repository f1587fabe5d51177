package io.github.appmetricaexport.upload;

import io.github.appmetricaexport.api.RetryAfter;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Protocol;

/**
 * How far one call has come, from the HTTP client's own events.
 *
 * <p>Its one purpose is the proof that nothing was sent: as long as {@link #rowsMayHaveLeft()} is false, no server can
 * have applied a row.
 *
 * <p>It also tells words that came too early to acknowledge the rows, as far as a client can know: words that had arrived
 * on this machine when the last piece of the body, 64 KiB or less, was handed to the system. Words under way at that moment
 * are taken for an answer to the whole body; so are those of a server that has not read what the buffers between it and
 * this machine hold. The head of a request goes out with the first piece: where that is the last one too, only words that
 * came before the request are told. Through a SOCKS proxy none are, since OkHttp makes those sockets by itself.
 */
final class Transmission extends EventListener {
    /** Steps on the way to the first byte of the request. */
    enum Stage {
        RESOLVING,
        CONNECTING,
        SECURING,
        CONNECTED
    }

    /** Whether the rows travel in the body, or in the query of a request without one. */
    enum RowsIn {
        BODY,
        QUERY
    }

    /**
     * What came back, once status line and headers were whole.
     *
     * @param bodyStart the beginning of the body, as far as it arrived and was read
     * @param retryAfter the {@code Retry-After} header, when it has one of its two forms
     * @param extent how much of the body that is
     */
    record Answer(int status, String bodyStart, Optional<RetryAfter> retryAfter, Extent extent) {
        boolean isBrokenOff() {
            return extent == Extent.BROKEN_OFF;
        }
    }

    /** How much of an answer's body was read. */
    enum Extent {
        WHOLE,
        /** As much as is ever read; more may have come. */
        BEGINNING,
        /** The connection ended within what would have been read. */
        BROKEN_OFF
    }

    private final RowsIn rowsIn;
    private final BufferedSockets sockets = new BufferedSockets();
    // The connecting happens on threads of the HTTP client.
    private volatile Stage stage = Stage.RESOLVING;
    private volatile Proxy proxy = Proxy.NO_PROXY;
    private volatile boolean requested;
    private volatile boolean bodyBegun;
    private volatile boolean bodyComplete;
    private volatile boolean wordsCameFirst;
    private final AtomicLong bytesSent = new AtomicLong();
    private volatile boolean secondRequestStopped;
    private volatile Answer answer;

    Transmission(RowsIn rowsIn) {
        this.rowsIn = rowsIn;
    }

    /** Whether a row can have left this machine. */
    boolean rowsMayHaveLeft() {
        return rowsIn == RowsIn.BODY ? bodyBegun : requested;
    }

    /** Whether a request of this call began to be written. */
    boolean hasRequested() {
        return requested;
    }

    /** What the JVM's settings name for the API's host; {@link Proxy#NO_PROXY} when they name none. */
    Proxy proxy() {
        return proxy;
    }

    Stage stage() {
        return stage;
    }

    /** To be called before the first byte of the body is handed on. */
    void bodyBegins() {
        bodyBegun = true;
    }

    void handedOver(int bytes) {
        bytesSent.addAndGet(bytes);
    }

    void bodyEnds() {
        bodyComplete = true;
    }

    /** What the call connects with. */
    BufferedSockets sockets() {
        return sockets;
    }

    /** To be called before the last piece of the body is handed on. */
    void lastPieceBegins() {
        sockets.mark();
    }

    /** To be called when the first of the answer's words was read. */
    void wordsBegin() {
        wordsCameFirst = sockets.isReadUpToTheMarkAtMost();
    }

    /** Whether the whole body was handed over, and the answer's words came no sooner than its last piece. */
    boolean isAnsweredAfterTheBody() {
        return bodyComplete && !wordsCameFirst;
    }

    long bytesSent() {
        return bytesSent.get();
    }

    void answered(Answer complete) {
        answer = complete;
    }

    /** The answer whose status line and headers arrived whole; null when none did. */
    Answer answer() {
        return answer;
    }

    void stoppedSecondRequest() {
        secondRequestStopped = true;
    }

    boolean isSecondRequestStopped() {
        return secondRequestStopped;
    }

    @Override
    public void proxySelectEnd(Call call, HttpUrl url, List<Proxy> proxies) {
        proxy = proxies.get(0);
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        stage = Stage.CONNECTING;
    }

    @Override
    public void secureConnectStart(Call call) {
        stage = Stage.SECURING;
    }

    @Override
    public void connectEnd(Call call, InetSocketAddress address, Proxy proxy, Protocol protocol) {
        stage = Stage.CONNECTED;
    }

    @Override
    public void requestHeadersStart(Call call) {
        requested = true;
    }
}
