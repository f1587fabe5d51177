package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.HttpExchange;
import io.github.appmetricaexport.api.PostApi;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is sent back. */
record Answer(int status, Map<String, String> headers, String body) {
    static Answer accepted() {
        return new Answer(200, Map.of(), PostApi.ACCEPTED_ANSWER);
    }

    static Answer of(RefusedException refused) {
        return new Answer(refused.status(), Map.of(), refused.getMessage() + "\n");
    }

    /**
     * The answer of a fault.
     *
     * @param sameAddress where a redirect leads that names no other place
     */
    static Answer of(Fault fault, String sameAddress, Instant now) {
        if (fault.kind() == Fault.Kind.OTHER_BODY) {
            String body = fault.text().isEmpty() ? "<html><body>Please log in</body></html>" : fault.text();
            return new Answer(200, Map.of(), body);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        fault.retryAfter().ifPresent(asked -> headers.put("Retry-After", text(asked, now)));
        if (fault.status() < 400) {
            headers.put("Location", fault.text().isEmpty() ? sameAddress : fault.text());
        }
        return new Answer(fault.status(), headers, "injected fault: " + fault.status() + "\n");
    }

    private static String text(Fault.RetryAfter retryAfter, Instant now) {
        if (!retryAfter.asDate()) {
            return Long.toString(retryAfter.pause().toSeconds());
        }
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                now.plus(retryAfter.pause()).atOffset(ZoneOffset.UTC));
    }

    /** Never fails: the request is on the books already, and who has left does not hear of it. */
    void send(HttpExchange exchange) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=UTF-8");
        headers.forEach(exchange.getResponseHeaders()::set);
        try {
            exchange.sendResponseHeaders(status, status == 304 || bytes.length == 0 ? -1 : bytes.length);
            if (status != 304) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
        } catch (IOException senderIsGone) {
            // Closed like any other.
        }
        exchange.close();
    }
}
