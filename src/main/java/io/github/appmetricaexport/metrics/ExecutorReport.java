package io.github.appmetricaexport.metrics;

import java.io.Serializable;

/**
 * What an executor tells the driver of the moment.
 *
 * @param limit requests that it may have in flight, 0 while it sends nothing
 */
record ExecutorReport(String executorId, int requestsInFlight, int limit) implements Serializable {
    private static final long serialVersionUID = 1L;

    boolean isIdle() {
        return requestsInFlight == 0 && limit == 0;
    }
}
