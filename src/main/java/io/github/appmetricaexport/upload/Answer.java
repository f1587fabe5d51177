package io.github.appmetricaexport.upload;

import java.time.Duration;
import java.util.Optional;

/**
 * What came back, once status line and headers were whole.
 *
 * @param status the HTTP status
 * @param bodyStart the beginning of the body, as far as it arrived and was read
 * @param retryAfter the {@code Retry-After} header, when it has one of its two forms
 * @param brokenOff whether the connection ended within the part of the body that was wanted
 */
record Answer(int status, String bodyStart, Optional<Duration> retryAfter, boolean brokenOff) {}
