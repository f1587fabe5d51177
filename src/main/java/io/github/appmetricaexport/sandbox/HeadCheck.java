package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.github.appmetricaexport.api.PostApi;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import java.util.Locale;

/** Judges a request by what stands before its body: the first thing that is wrong refuses it. */
record HeadCheck(ApiSwitches switches, KeyRing keys) {
    /** Checks a request of many events. */
    void checkFile(HttpExchange exchange, Query query) {
        checkAny(exchange, query);
        Headers headers = exchange.getRequestHeaders();
        if (query.parameters().size() > 1) {
            throw new RefusedException(400, "only " + PostApi.KEY_PARAMETER + " belongs in the query of a file");
        }
        if (contentLength(headers) > switches.maxBytes()) {
            throw new RefusedException(413, "the body has more than " + switches.maxBytes() + " bytes");
        }
        if (!headers.containsKey("Content-Length") && !switches.allows(Allowance.CHUNKED)) {
            throw new RefusedException(411, "send the body with a Content-Length");
        }
        String encoding = lowerCase(headers.getFirst("Content-Encoding"));
        boolean gunzips = encoding.equals("gzip") && switches.allows(Allowance.GZIP);
        if (!encoding.isEmpty() && !encoding.equals("identity") && !gunzips) {
            throw new RefusedException(415, "this Content-Encoding is not taken");
        }
        String type = lowerCase(headers.getFirst("Content-Type"));
        boolean csv = type.equals("text/csv") || type.startsWith("text/csv;");
        if (!csv && !switches.allows(Allowance.ANY_CONTENT_TYPE)) {
            throw new RefusedException(415, "the Content-Type of a file is " + PostApi.CSV_CONTENT_TYPE);
        }
    }

    /** Checks a request of one event. */
    void checkEvent(HttpExchange exchange, Query query) {
        checkAny(exchange, query);
        Headers headers = exchange.getRequestHeaders();
        if (contentLength(headers) > 0 || headers.containsKey("Transfer-Encoding")) {
            throw new RefusedException(400, "one event travels in the query, without a body");
        }
    }

    private void checkAny(HttpExchange exchange, Query query) {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new RefusedException(405, "events are imported with POST");
        }
        if (!keys.isKnown(query.valueOf(PostApi.KEY_PARAMETER))) {
            throw new RefusedException(403, PostApi.KEY_PARAMETER + " is missing or wrong");
        }
        if (exchange.getRequestHeaders().containsKey("Expect") && !switches.allows(Allowance.EXPECT_CONTINUE)) {
            throw new RefusedException(417, "send the body without an Expect header");
        }
    }

    /** The declared length of the body; 0 where none is declared. */
    static long contentLength(Headers headers) {
        String length = headers.getFirst("Content-Length");
        // The HTTP server has refused what is no number before this is reached.
        return length == null ? 0 : Long.parseLong(length.strip());
    }

    private static String lowerCase(String header) {
        return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
    }
}
