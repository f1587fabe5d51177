package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.HttpExchange;
import io.github.appmetricaexport.sandbox.EventImport.Result;
import java.io.IOException;
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
    Optional<Answer> answerTo(HttpExchange exchange, Result result, Optional<Fault> fault) {
        if (fault.filter(f -> f.isSilent() || f.kind().resets()).isPresent()) {
            return Optional.empty();
        }
        if (result.refusal().isPresent()) {
            return result.refusal().map(Answer::of);
        }
        return fault.filter(f -> f.kind() != Fault.Kind.SLOW)
                .map(f -> Answer.of(f, baseUrl + exchange.getRequestURI(), clock.instant()))
                .or(() -> Optional.of(Answer.accepted()));
    }

    /** Never fails: the request is on the books already, and an answer that does not arrive changes nothing there. */
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a late answer.
    void send(Optional<Answer> answer, HttpExchange exchange, Optional<Fault> fault) {
        if (fault.filter(f -> f.kind().resets()).isPresent()) {
            relay.orElseThrow().reset(exchange.getRemoteAddress().getPort());
            exchange.close();
        } else if (answer.isEmpty()) {
            later.schedule(exchange::close, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        } else if (fault.filter(f -> f.kind() == Fault.Kind.SLOW).isPresent()) {
            later.schedule(
                    () -> send(answer.get(), exchange), fault.get().delay().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            send(answer.get(), exchange);
        }
    }

    private static void send(Answer answer, HttpExchange exchange) {
        try {
            answer.send(exchange);
        } catch (IOException senderIsGone) {
            // The request is on the books as it was meant; who left does not hear of it.
            exchange.close();
        }
    }
}
