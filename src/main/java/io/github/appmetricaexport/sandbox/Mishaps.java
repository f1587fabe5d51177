package io.github.appmetricaexport.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What befalls an answer on its way.
 *
 * @param relay resets connections; present where the faults ask for it
 * @param later sends late answers, so that they hold no handler's thread
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for a late answer.
record Mishaps(Optional<ConnectionRelay> relay, ScheduledExecutorService later) {
    /** Longer than any client waits; then the connection of an unanswered request is given back. */
    private static final Duration SILENCE = Duration.ofMinutes(15);

    void reset(HttpExchange exchange) {
        relay.orElseThrow().reset(exchange.getRemoteAddress().getPort());
        exchange.close();
    }

    void staySilent(HttpExchange exchange) {
        later.schedule(exchange::close, SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    void delay(Duration delay, Runnable answer) {
        later.schedule(answer, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
