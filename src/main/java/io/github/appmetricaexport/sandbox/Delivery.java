package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.HttpExchange;
import io.github.appmetricaexport.sandbox.EventImport.Result;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** The status that {@link #answer} sends; empty where it sends none. */
    OptionalInt statusOf(Result result, Optional<Fault> fault) {
        boolean nothingIsSent =
                fault.filter(f -> f.isSilent() || f.kind().resets()).isPresent();
        return nothingIsSent
                ? OptionalInt.empty()
                : OptionalInt.of(answerTo(result, fault, "").status());
    }

    /** Never fails: the request is on the books already, and an answer that does not arrive changes nothing there. */
    void answer(HttpExchange exchange, Result result, Optional<Fault> fault) {
        if (fault.filter(f -> f.kind().resets()).isPresent()) {
            relay.orElseThrow().reset(exchange.getRemoteAddress().getPort());
            exchange.close();
            return;
        }
        if (fault.filter(Fault::isSilent).isPresent()) {
            later.schedule(exchange::close, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        Answer answer = answerTo(result, fault, baseUrl + exchange.getRequestURI());
        if (fault.filter(f -> f.kind() == Fault.Kind.SLOW).isPresent()) {
            later.schedule(() -> send(answer, exchange), fault.get().delay().toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        send(answer, exchange);
    }

    private Answer answerTo(Result result, Optional<Fault> fault, String sameAddress) {
        if (result.refusal().isPresent()) {
            return Answer.of(result.refusal().get());
        }
        boolean asUsual = fault.isEmpty() || fault.get().kind() == Fault.Kind.SLOW;
        return asUsual ? Answer.accepted() : Answer.of(fault.get(), sameAddress, clock.instant());
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
