package io.github.appmetricaexport.config;

import java.time.Duration;

/**
 * Where runs are kept.
 *
 * @param path the outbox of all jobs and dates
 * @param keepPayloads how long the payload files of finished runs stay: they hold personal data
 * @param lockTimeout how long a lock's heartbeat must stand still before its owner counts as dead
 */
public record WorkConfig(String path, Duration keepPayloads, Duration lockTimeout) {}
