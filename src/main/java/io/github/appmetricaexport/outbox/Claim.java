package io.github.appmetricaexport.outbox;

import java.time.Instant;

/**
 * The claim to send one payload once: whoever creates this file, and nobody else, may make that attempt.
 *
 * @param attempt 1 for a payload's first
 * @param epoch the claim on the date's lock under which it was made
 * @param host where the sender runs
 * @param task which task of the job it is
 * @param token unique, so that a sender can recognise its own claim after a lost answer of the file system
 * @param leaseUntil until then the sender may still be at it
 */
public record Claim(
        String payloadId,
        int attempt,
        String applicationId,
        long epoch,
        String host,
        String task,
        String token,
        Instant claimedAt,
        Instant leaseUntil) {}
