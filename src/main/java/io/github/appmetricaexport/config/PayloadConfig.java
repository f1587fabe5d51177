package io.github.appmetricaexport.config;

import java.io.Serializable;

/**
 * How large a payload may grow.
 *
 * @param maxRows events in one payload, 1 to 100,000
 * @param maxBytes bytes of one payload, header included, at most 10^9
 */
public record PayloadConfig(int maxRows, long maxBytes) implements Serializable {
    private static final long serialVersionUID = 1L;
}
