package io.github.appmetricaexport.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * How payloads are sent.
 *
 * @param maxConcurrentRequests requests in flight over the whole job
 * @param connectTimeout for a TCP connection, per address; DNS and TLS are under the call timeout
 * @param callTimeout for one request from its start to the last byte of its answer
 * @param deadline how long after its start a run may still begin a request
 * @param maxAttempts requests for one payload in one run, probes during an outage left out; an outage is given up after
 *     this many times {@code longestBackOff}
 * @param firstBackOff the longest wait before the second attempt; doubles with each further one
 * @param longestBackOff where the doubling ends
 * @param hostClockSkew how far the clocks of two hosts of the job may differ; a claim is respected that much longer
 * @param whenUnknown what to do with a payload whose answer was lost
 */
public record UploadConfig(
        int maxConcurrentRequests,
        Duration connectTimeout,
        Duration callTimeout,
        Duration deadline,
        int maxAttempts,
        Duration firstBackOff,
        Duration longestBackOff,
        Duration hostClockSkew,
        WhenUnknown whenUnknown)
        implements Serializable {
    private static final long serialVersionUID = 1L;
}
