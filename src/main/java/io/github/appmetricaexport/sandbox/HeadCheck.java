package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.Headers;
import io.github.appmetricaexport.api.PostApi;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import java.util.Locale;
import java.util.Optional;

/** Judges a request by what stands before its body. */
record HeadCheck(ApiSwitches switches, KeyRing keys) {
    /** The first thing that is wrong with a request of many events. */
    Optional<Refusal> ofFile(String method, Query query, Headers headers) {
        return ofBoth(method, query, headers)
                .or(() -> queryAndLength(query, headers))
                .or(() -> content(headers));
    }

    /** The first thing that is wrong with a request of one event. */
    Optional<Refusal> ofEvent(String method, Query query, Headers headers) {
        return ofBoth(method, query, headers)
                .or(() -> contentLength(headers) > 0 || headers.containsKey("Transfer-Encoding")
                        ? refused(400, "one event travels in the query, without a body")
                        : Optional.empty());
    }

    private Optional<Refusal> queryAndLength(Query query, Headers headers) {
        if (query.parameters().size() > 1) {
            return refused(400, "only " + PostApi.KEY_PARAMETER + " belongs in the query of a file");
        }
        if (contentLength(headers) > switches.maxBytes()) {
            return refused(413, "the body has more than " + switches.maxBytes() + " bytes");
        }
        boolean hasLength = headers.containsKey("Content-Length");
        if (!hasLength && !switches.allows(Allowance.CHUNKED)) {
            return refused(411, "send the body with a Content-Length");
        }
        return Optional.empty();
    }

    private Optional<Refusal> ofBoth(String method, Query query, Headers headers) {
        if (!method.equals("POST")) {
            return refused(405, "events are imported with POST");
        }
        if (!keys.isKnown(query.valueOf(PostApi.KEY_PARAMETER))) {
            return refused(403, PostApi.KEY_PARAMETER + " is missing or wrong");
        }
        if (headers.containsKey("Expect") && !switches.allows(Allowance.EXPECT_CONTINUE)) {
            return refused(417, "send the body without an Expect header");
        }
        return Optional.empty();
    }

    private Optional<Refusal> content(Headers headers) {
        String encoding = lowerCase(headers.getFirst("Content-Encoding"));
        boolean gunzips = encoding.equals("gzip") && switches.allows(Allowance.GZIP);
        if (!encoding.isEmpty() && !encoding.equals("identity") && !gunzips) {
            return refused(415, "this Content-Encoding is not taken");
        }
        String type = lowerCase(headers.getFirst("Content-Type"));
        boolean csv = type.equals("text/csv") || type.startsWith("text/csv;");
        if (!csv && !switches.allows(Allowance.ANY_CONTENT_TYPE)) {
            return refused(415, "the Content-Type of a file is " + PostApi.CSV_CONTENT_TYPE);
        }
        return Optional.empty();
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

    private static Optional<Refusal> refused(int status, String reason) {
        return Optional.of(new Refusal(status, reason));
    }
}
