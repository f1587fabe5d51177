package io.github.appmetricaexport.settle;

import java.io.Serializable;

/**
 * A payload that the API refused for good, on its way to the task that lists its rows.
 *
 * @param file its name among the run's payloads
 * @param sha256 of that file
 * @param answer of the API, as the reason against each row
 */
record RefusedPayload(String payloadId, String applicationId, String file, String sha256, String answer)
        implements Serializable {
    private static final long serialVersionUID = 1L;
}
