package io.github.appmetricaexport.api;

import java.util.Set;

/**
 * What a complete answer of the Post API means for the rows that were sent.
 *
 * <p>200, 400 and 403 are documented. That any other complete 3xx or 4xx, and 503, means "not applied" is inferred, and something
 * between job and server can make it untrue.
 *
 * @param acceptedAnswer what a 200 has to say: these words, with or without a full stop at their end, and nothing but white
 *     space behind them
 * @param ambiguousStatuses that may follow an applied request; of those {@link #mayBeAmbiguous}
 */
public record AnswerReading(String acceptedAnswer, Set<Integer> ambiguousStatuses) {
    /** Of the documented ones the meaning is known, and a refused key has to stop its application. */
    public static boolean mayBeAmbiguous(int status) {
        return status >= 300 && status <= 599 && status != 400 && status != 401 && status != 403;
    }

    /**
     * Reads an answer.
     *
     * @param status the HTTP status of a complete answer
     * @param body its body, whole where it is short
     */
    public AttemptOutcome of(int status, String body) {
        if (status == 200) {
            // A proxy's or a captive portal's page is a 200 too, and "uploaded partially" is no success.
            return withoutFullStop(body.stripTrailing()).equals(withoutFullStop(acceptedAnswer))
                    ? AttemptOutcome.ACCEPTED
                    : AttemptOutcome.AMBIGUOUS;
        }
        if (ambiguousStatuses.contains(status)) {
            return AttemptOutcome.AMBIGUOUS;
        }
        return switch (status) {
            case 401, 403 -> AttemptOutcome.KEY_REFUSED;
            case 404, 405 -> AttemptOutcome.ADDRESS_REFUSED;
            case 413 -> AttemptOutcome.TOO_LARGE;
            case 408, 420, 429, 500, 502, 503, 504 -> AttemptOutcome.REFUSED_FOR_NOW;
            default ->
                switch (status / 100) {
                    case 3 -> AttemptOutcome.ADDRESS_REFUSED;
                    case 4 -> AttemptOutcome.REFUSED;
                    // Other 2xx acknowledge nothing that is documented; of other 5xx nobody knows anything.
                    default -> AttemptOutcome.AMBIGUOUS;
                };
        };
    }

    private static String withoutFullStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
