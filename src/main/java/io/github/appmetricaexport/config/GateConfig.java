package io.github.appmetricaexport.config;

/**
 * What has to hold before the first byte is sent.
 *
 * @param maxInvalidShare the largest share of refused rows, 0 to 1
 */
public record GateConfig(double maxInvalidShare) {}
