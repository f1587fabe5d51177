package io.github.appmetricaexport.api;

/**
 * What a complete answer of the Post API means for the rows that were sent.
 *
 * <p>200, 400 and 403 are documented. That any other complete 3xx or 4xx, and 503, means "not applied" is inferred. 408
 * and the 5xx of a server or gateway that lost its way may follow an applied request.
 */
public final class AnswerReading {
    private AnswerReading() {}

    /**
     * Reads an answer.
     *
     * @param status the HTTP status of a complete answer
     * @param body its body, whole where it is short
     * @param acceptedAnswer what a 200 has to say: these words, with or without a full stop at their end, and nothing but
     *     white space behind them
     */
    public static AttemptOutcome of(int status, String body, String acceptedAnswer) {
        if (status == 200) {
            // A proxy's or a captive portal's page is a 200 too, and "uploaded partially" is no success.
            return withoutFullStop(body.stripTrailing()).equals(withoutFullStop(acceptedAnswer))
                    ? AttemptOutcome.ACCEPTED
                    : AttemptOutcome.AMBIGUOUS;
        }
        return switch (status) {
            case 401, 403 -> AttemptOutcome.KEY_REFUSED;
            case 404, 405 -> AttemptOutcome.ADDRESS_REFUSED;
            case 408 -> AttemptOutcome.AMBIGUOUS;
            case 413 -> AttemptOutcome.TOO_LARGE;
            case 420, 429, 503 -> AttemptOutcome.REFUSED_FOR_NOW;
            default ->
                switch (status / 100) {
                    case 3 -> AttemptOutcome.ADDRESS_REFUSED;
                    case 4 -> AttemptOutcome.REFUSED;
                    // Other 2xx acknowledge nothing that is documented; other 5xx may follow an applied request.
                    default -> AttemptOutcome.AMBIGUOUS;
                };
        };
    }

    private static String withoutFullStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
