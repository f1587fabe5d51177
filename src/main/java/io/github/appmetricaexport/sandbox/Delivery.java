package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.HttpExchange;
import io.github.appmetricaexport.sandbox.EventImport.Result;
import io.github.appmetricaexport.sandbox.ImportHandler.Visit;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends answers: at once, late, never, or as a reset.
 *
 * @param relay resets connections; present where the faults ask for it
 * @param later sends late answers, so that they hold no handler's thread
 */
record Delivery(Clock clock, String baseUrl, Optional<ConnectionRelay> relay, ScheduledExecutorService later) {
    /** Longer than any sender waits; then the connection of an unanswered request is given back. */
    private static final Duration SILENCE = Duration.ofMinutes(15);

    /** What a request is answered; empty where nothing is. */
    Optional<Answer> answerTo(Visit visit, Result result) {
        if (visit.fault().filter(fault -> fault.kind().isUnanswered()).isPresent()) {
            return Optional.empty();
        }
        if (result.refusal().isPresent()) {
            return result.refusal().map(Answer::of);
        }
        return visit.fault()
                .filter(fault -> fault.kind() != Fault.Kind.SLOW)
                .map(fault -> Answer.of(fault, baseUrl + visit.exchange().getRequestURI(), clock.instant()))
                .or(() -> Optional.of(Answer.accepted()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a late answer.
    void send(Optional<Answer> answer, Visit visit) {
        HttpExchange exchange = visit.exchange();
        Optional<Fault> fault = visit.fault();
        if (fault.filter(f -> f.kind().resets()).isPresent()) {
            relay.orElseThrow().reset(exchange.getRemoteAddress().getPort());
            exchange.close();
        } else if (answer.isEmpty()) {
            later.schedule(exchange::close, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        } else if (fault.filter(f -> f.kind() == Fault.Kind.SLOW).isPresent()) {
            long delay = fault.get().delay().toMillis();
            later.schedule(() -> answer.get().send(exchange), delay, TimeUnit.MILLISECONDS);
        } else {
            answer.get().send(exchange);
        }
    }
}
