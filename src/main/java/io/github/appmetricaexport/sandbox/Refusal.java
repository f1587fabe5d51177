package io.github.appmetricaexport.sandbox;

/**
 * Why a request is not answered with 200.
 *
 * @param status the HTTP status of the answer
 * @param reason a sentence for the answer's body: row and field, never a value and never a key
 */
record Refusal(int status, String reason) {
    static Refusal badRequest(String reason) {
        return new Refusal(400, reason);
    }

    static Refusal inRow(long row, String reason) {
        return badRequest("row " + row + ": " + reason);
    }
}
