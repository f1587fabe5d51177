package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.appmetricaexport.api.PostApi;
import io.github.appmetricaexport.sandbox.EventImport.Result;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Imports events: one request from its head to its answer.
 *
 * <p>The order matters: read and check, move the rows to their place, write the request's line (from here on they are
 * applied), answer. A body is always read to its end before the answer, so that the sender can read it.
 */
record ImportHandler(SandboxOptions options, LedgerWriter ledger, String baseUrl, Mishaps mishaps)
        implements HttpHandler {
    /** Nobody legitimate sends more; the connection of who does is closed after the answer. */
    private static final long LONGEST_DISCARDED = 2 * PostApi.MAXIMUM_BYTES;

    /** What belongs to one request while it is handled. */
    record Visit(HttpExchange exchange, long number, Instant receivedAt, CountedBody body, Optional<Fault> fault) {
        long declaredLength() {
            return HeadCheck.contentLength(exchange.getRequestHeaders());
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        long number = ledger.nextNumber();
        CountedBody body = new CountedBody(exchange.getRequestBody());
        Optional<Fault> fault = options.faults().faultOf(number);
        Visit visit = new Visit(exchange, number, options.clock().instant(), body, fault);
        try {
            Result result = fault.isPresent() && !fault.get().appliesEvents() ? strike(visit) : takeIn(visit);
            Optional<Answer> answer = answerTo(visit, result);
            settle(visit, result, answer);
            send(answer, visit);
        } catch (IOException brokenOff) {
            settle(visit, Result.nothing(Optional.empty()), Optional.empty());
            exchange.close();
        }
    }

    /** Reads of the body what the fault lets arrive. */
    private static Result strike(Visit visit) throws IOException {
        visit.body()
                .discard(
                        switch (visit.fault().orElseThrow().kind()) {
                            case RESET_BEFORE_BODY -> 0;
                            case RESET_WITHIN_BODY -> visit.declaredLength() / 2;
                            default -> LONGEST_DISCARDED;
                        });
        return Result.nothing(Optional.empty());
    }

    private Result takeIn(Visit visit) throws IOException {
        Result result = read(visit);
        visit.body().discard(LONGEST_DISCARDED - visit.body().count());
        visit.body().requireBytes(Math.min(visit.declaredLength(), LONGEST_DISCARDED));
        return result;
    }

    private Result read(Visit visit) throws IOException {
        HttpExchange exchange = visit.exchange();
        try (OutputStream spool = ledger.spool(visit.number())) {
            Query query = Query.parse(exchange.getRequestURI().getRawQuery());
            KeyRing keys = options.keys().asOfNow();
            HeadCheck head = new HeadCheck(options.switches(), keys);
            InputStream body;
            if (exchange.getRequestURI().getPath().equals(PostApi.EVENTS_CSV_PATH)) {
                head.checkFile(exchange, query);
                body = content(visit);
            } else {
                head.checkEvent(exchange, query);
                body = new ByteArrayInputStream(query.toCsvWithout(PostApi.KEY_PARAMETER));
            }
            String key = query.valueOf(PostApi.KEY_PARAMETER);
            double share = visit.fault().map(Fault::applied).orElse(1.0);
            return new EventImport(options.switches(), keys, visit.receivedAt(), key, share).read(body, spool);
        } catch (RefusedException refused) {
            return Result.nothing(Optional.of(refused));
        } catch (ZipException notGzip) {
            return Result.nothing(Optional.of(new RefusedException(400, "the body is not gzip")));
        }
    }

    private InputStream content(Visit visit) throws IOException {
        boolean gzip =
                "gzip".equalsIgnoreCase(visit.exchange().getRequestHeaders().getFirst("Content-Encoding"));
        InputStream plain = gzip ? new GZIPInputStream(visit.body(), 64 * 1024) : visit.body();
        return new CountedBody(plain, options.switches().maxBytes());
    }

    /** What a request is answered; empty where nothing is. */
    private Optional<Answer> answerTo(Visit visit, Result result) {
        if (visit.fault().filter(fault -> fault.kind().isUnanswered()).isPresent()) {
            return Optional.empty();
        }
        if (result.refusal().isPresent()) {
            return result.refusal().map(Answer::of);
        }
        return visit.fault()
                .filter(fault -> fault.kind() != Fault.Kind.SLOW)
                .map(fault -> Answer.of(
                        fault,
                        baseUrl + visit.exchange().getRequestURI(),
                        options.clock().instant()))
                .or(() -> Optional.of(Answer.accepted()));
    }

    /** Puts the request on the books, and with it its rows; only then may anybody be told. */
    private void settle(Visit visit, Result result, Optional<Answer> answer) throws IOException {
        Optional<String> file = Optional.empty();
        if (result.rowsOfApplication().isEmpty()) {
            ledger.discard(visit.number());
        } else {
            file = Optional.of(ledger.keep(visit.number()));
        }
        ledger.record(LedgerRequest.toJson(
                visit, result, answer, file, options.clock().instant()));
    }

    /** Sends the answer: at once, late, never, or as a reset. */
    private void send(Optional<Answer> answer, Visit visit) {
        HttpExchange exchange = visit.exchange();
        Optional<Fault> fault = visit.fault();
        if (fault.filter(f -> f.kind().resets()).isPresent()) {
            mishaps.reset(exchange);
        } else if (answer.isEmpty()) {
            mishaps.staySilent(exchange);
        } else if (fault.filter(f -> f.kind() == Fault.Kind.SLOW).isPresent()) {
            mishaps.delay(fault.get().delay(), () -> answer.get().send(exchange));
        } else {
            answer.get().send(exchange);
        }
    }
}
