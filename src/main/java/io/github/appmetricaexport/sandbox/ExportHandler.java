package io.github.appmetricaexport.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.appmetricaexport.sandbox.ExportQuery.Shards;
import io.github.appmetricaexport.sandbox.LogsApiSwitches.Preparation;
import io.github.appmetricaexport.sandbox.VisibleEvents.Event;
import io.github.appmetricaexport.sandbox.VisibleEvents.Snapshot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The Logs API: shows the events that have become visible.
 *
 * <p>A request is on the books before its answer ends, so that who has read the answer finds it there.
 */
record ExportHandler(
        SandboxOptions options, LedgerWriter ledger, VisibleEvents events, ExportQueue queue, Mishaps mishaps)
        implements HttpHandler {
    static final String CSV_PATH = "/logs/v1/export/events.csv";
    static final String JSON_PATH = "/logs/v1/export/events.json";
    static final String STATUS_PATH = "/management/v1/logsapi/status";

    private static final Pattern AUTHORIZATION = Pattern.compile("OAuth +(\\S+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d{1,9})");
    private static final int BUFFER = 64 * 1024;

    /** One request while it is handled. */
    private record Visit(HttpExchange exchange, long number, Instant askedAt, Optional<Fault> fault) {
        /** A file is known by the whole of it. */
        String address() {
            return exchange.getRequestURI().toString();
        }

        String header(String name) {
            return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                    .orElse("")
                    .strip();
        }

        boolean strikes(Fault.Kind kind) {
            return fault.filter(f -> f.kind() == kind).isPresent();
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals(STATUS_PATH)) {
            status(exchange);
            return;
        }
        long number = ledger.nextExportNumber();
        Optional<Fault> fault = options.logs().faults().faultOf(number);
        Visit visit = new Visit(exchange, number, options.clock().instant(), fault);
        if (fault.isEmpty() || visit.strikes(Fault.Kind.RESET_WITHIN_BODY)) {
            answer(visit);
        } else if (visit.strikes(Fault.Kind.SLOW)) {
            mishaps.delay(fault.get().delay(), () -> answer(visit));
        } else {
            strike(visit, fault.get());
        }
    }

    private void status(HttpExchange exchange) {
        try {
            checkToken(exchange);
            String word = options.logs().isOut(options.clock().instant()) ? "disabled" : "enabled";
            new Answer(200, Map.of("Content-Type", "application/json"), "{\"status\":\"" + word + "\"}").send(exchange);
        } catch (RefusedException refused) {
            Answer.of(refused).send(exchange);
        }
    }

    /** Answers with the fault, or not at all. */
    private void strike(Visit visit, Fault fault) throws IOException {
        if (fault.kind().isUnanswered()) {
            record(visit, Optional.empty(), "none", 0, Optional.empty());
            if (fault.kind().resets()) {
                mishaps.reset(visit.exchange());
            } else {
                mishaps.staySilent(visit.exchange());
            }
        } else {
            Answer answer = Answer.of(fault, visit.address(), visit.askedAt());
            record(visit, Optional.empty(), answer.status(), 0, Optional.empty());
            answer.send(visit.exchange());
        }
    }

    private void answer(Visit visit) {
        try {
            answerOrRefuse(visit);
        } catch (IOException | UncheckedIOException clientIsGone) {
            visit.exchange().close();
        }
    }

    private void answerOrRefuse(Visit visit) throws IOException {
        Optional<ExportQuery> query = Optional.empty();
        try {
            KeyRing tokens = options.logs().tokens().asOfNow();
            String token = checkToken(visit.exchange());
            Query parameters = Query.parse(visit.exchange().getRequestURI().getRawQuery());
            query = Optional.of(ExportQuery.of(parameters, options.logs().zone()));
            if (!tokens.opens(query.get().application(), token)) {
                throw new RefusedException(403, "Access is denied to this application_id");
            }
            Optional<Snapshot> content = turnOf(visit, query.get());
            if (content.isPresent()) {
                sendFile(visit, query.get(), content.get());
            } else {
                sendOrReset(visit, query, new Answer(202, Map.of(), "Wait for result"), Optional.empty());
            }
        } catch (RefusedException refused) {
            sendOrReset(visit, query, Answer.of(refused), Optional.of(refused.getMessage()));
        }
    }

    /** @return the token, which some application has */
    private String checkToken(HttpExchange exchange) {
        if (!exchange.getRequestMethod().equals("GET")) {
            throw new RefusedException(405, "events are exported with GET");
        }
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher authorization = AUTHORIZATION.matcher(header == null ? "" : header.strip());
        if (!authorization.matches() || !options.logs().tokens().asOfNow().isKnown(authorization.group(1))) {
            throw new RefusedException(401, "send Authorization: OAuth TOKEN with a token that is valid");
        }
        return authorization.group(1);
    }

    /** What the file is about, or nothing while it is in preparation. */
    private Optional<Snapshot> turnOf(Visit visit, ExportQuery query) {
        Instant now = visit.askedAt();
        String cacheControl = visit.header("Cache-Control");
        Matcher maxAge = MAX_AGE.matcher(cacheControl);
        if (cacheControl.contains("no-cache")) {
            queue.renew(visit.address(), Duration.ZERO, now);
        } else if (maxAge.find()) {
            queue.renew(visit.address(), Duration.ofSeconds(Long.parseLong(maxAge.group(1)) + 1), now);
        }
        long maxRows = options.logs().preparation().maxRows();
        if (maxRows < Preparation.UNLIMITED && !queue.holds(visit.address(), now)) {
            try (Stream<Event> counted = events.of(query, events.snapshot(now))) {
                if (counted.skip(maxRows).findAny().isPresent()) {
                    throw new RefusedException(400, "Try to use more parts.");
                }
            }
        }
        boolean isHeldBack = options.logs().isOut(now)
                || (options.logs().visibility().unavailable() > 0 && query.shards() == Shards.ALL);
        return queue.ask(
                visit.address(),
                query.application(),
                now,
                () -> isHeldBack ? Optional.empty() : Optional.of(events.snapshot(now)));
    }

    private void sendOrReset(Visit visit, Optional<ExportQuery> query, Answer answer, Optional<String> reason)
            throws IOException {
        if (visit.strikes(Fault.Kind.RESET_WITHIN_BODY)) {
            record(visit, query, "none", 0, reason);
            mishaps.reset(visit.exchange());
        } else {
            record(visit, query, answer.status(), 0, reason);
            answer.send(visit.exchange());
        }
    }

    /** Streams the file; half of it, and no end, where the connection is reset within. */
    private void sendFile(Visit visit, ExportQuery query, Snapshot content) throws IOException {
        HttpExchange exchange = visit.exchange();
        boolean isReset = visit.strikes(Fault.Kind.RESET_WITHIN_BODY);
        boolean isCsv = exchange.getRequestURI().getPath().equals(CSV_PATH);
        boolean isGzip = visit.header("Accept-Encoding").contains("gzip");
        long sent = isReset ? rows(query, content) / 2 : Long.MAX_VALUE;
        exchange.getResponseHeaders().set("Content-Type", isCsv ? "text/csv; charset=UTF-8" : "application/json");
        if (isGzip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        OutputStream raw = exchange.getResponseBody();
        OutputStream out = isGzip ? new GZIPOutputStream(raw, BUFFER, true) : new BufferedOutputStream(raw, BUFFER);
        EventsFile file = isCsv ? EventsFile.csv(query.fields(), out) : EventsFile.json(query.fields(), out);
        AtomicLong rows = new AtomicLong();
        try (Stream<Event> shown = events.of(query, content)) {
            shown.limit(sent).forEachOrdered(event -> write(event, file, rows));
        } finally {
            record(visit, Optional.of(query), isReset ? "none" : 200, rows.get(), Optional.empty());
        }
        if (isReset) {
            out.flush();
            mishaps.reset(exchange);
        } else {
            file.end();
            out.close();
            exchange.close();
        }
    }

    private long rows(ExportQuery query, Snapshot content) {
        try (Stream<Event> counted = events.of(query, content)) {
            return counted.count();
        }
    }

    private static void write(Event event, EventsFile file, AtomicLong rows) {
        try {
            file.write(event);
        } catch (IOException clientIsGone) {
            throw new UncheckedIOException(clientIsGone);
        }
        rows.incrementAndGet();
    }

    /**
     * Puts the request on the books.
     *
     * @param query what was asked, if it was understood: only then is it known to hold no token
     * @param answered the status, or {@code none}
     */
    private void record(Visit visit, Optional<ExportQuery> query, Object answered, long rows, Optional<String> reason)
            throws IOException {
        ledger.recordExport(new ObjectMapper()
                .createObjectNode()
                .put("export", visit.number())
                .put("asked_at", visit.askedAt().toString())
                .put(
                        "query",
                        query.map(known -> visit.exchange().getRequestURI().getRawQuery())
                                .orElse(""))
                .putPOJO("answered", answered)
                .put("rows", rows)
                .put(
                        "queued",
                        query.map(known -> queue.length(known.application(), visit.askedAt()))
                                .orElse(0L))
                .put("fault", visit.fault().map(Fault::label).orElse(null))
                .put("reason", reason.orElse(null))
                .toString());
    }
}
