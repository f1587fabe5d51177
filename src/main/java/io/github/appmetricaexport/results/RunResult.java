package io.github.appmetricaexport.results;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

/**
 * One row of the table {@code runs}, the run's account included.
 *
 * @param runId unique among all jobs and dates
 * @param startedAt when the export began that last touched the run
 * @param requests claims made for the run so far
 * @param bytes of all its payloads
 * @param reasons how many rows each reason refused
 */
public record RunResult(
        String job,
        LocalDate date,
        String runId,
        RunOutcome outcome,
        Books books,
        Map<String, Long> reasons,
        long bytes,
        long requests,
        Instant startedAt,
        Instant finishedAt,
        String configFingerprint,
        String appVersion,
        String sparkVersion,
        String sparkApplicationId,
        String sourcePath,
        String sourceFingerprint,
        String message) {}
