package io.github.appmetricaexport.metrics;

import java.io.Serializable;

/** What an executor tells the driver of the moment. */
record ExecutorReport(String executorId, int requestsInFlight) implements Serializable {
    private static final long serialVersionUID = 1L;

    boolean isIdle() {
        return requestsInFlight == 0;
    }
}
