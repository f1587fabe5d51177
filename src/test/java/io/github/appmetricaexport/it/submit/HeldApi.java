package io.github.appmetricaexport.it.submit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.appmetricaexport.api.PostApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A Post API that refuses its first request for now, accepts a few more, and holds the answers to the rest until told. */
final class HeldApi implements AutoCloseable {
    private final int before;
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** @param before requests that are accepted at once */
    HeldApi(int before) throws IOException {
        this.before = before;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int requests() {
        return requests.get();
    }

    /** Answers what was held, and everything from now on. */
    void goOn() {
        goOn.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        int number = requests.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        if (number > before + 1) {
            await();
        }
        byte[] text = (number == 1 ? "not now" : PostApi.ACCEPTED_ANSWER).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(number == 1 ? 503 : 200, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }

    private void await() {
        try {
            goOn.await(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
