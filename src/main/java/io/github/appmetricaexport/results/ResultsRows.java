package io.github.appmetricaexport.results;

import io.github.appmetricaexport.outbox.Outcome;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Results as rows of their tables, cell by cell in the order of {@link ResultsTable}. */
final class ResultsRows {
    private ResultsRows() {}

    static Row of(PayloadResult payload) {
        return RowFactory.create(
                payload.payloadId(),
                payload.parentId(),
                payload.applicationId(),
                payload.identifierKind(),
                payload.rows(),
                payload.bytes(),
                payload.sha256(),
                timestamp(payload.firstEventTime()),
                timestamp(payload.lastEventTime()),
                payload.outcome().label(),
                payload.attempts(),
                payload.httpStatus(),
                payload.response(),
                payload.error(),
                timestamp(payload.startedAt()),
                timestamp(payload.finishedAt()),
                payload.latencyMillis(),
                payload.keyFingerprint(),
                payload.resolution(),
                payload.lostAnswers(),
                payload.requestsInFlight());
    }

    static Row of(RunResult run) {
        Books books = run.books();
        return RowFactory.create(
                run.job(),
                run.outcome().label(),
                run.outcome().exitCode(),
                books.read(),
                books.events(Outcome.ACCEPTED),
                books.events(Outcome.ASSUMED_ACCEPTED),
                books.events(Outcome.REJECTED),
                books.invalid(),
                books.events(Outcome.UNKNOWN),
                books.events(Outcome.NOT_SENT),
                books.payloads().values().stream().mapToLong(Long::longValue).sum(),
                books.payloads(Outcome.ACCEPTED),
                run.bytes(),
                run.requests(),
                timestamp(run.startedAt()),
                timestamp(run.finishedAt()),
                run.finishedAt().toEpochMilli() - run.startedAt().toEpochMilli(),
                run.configFingerprint(),
                run.appVersion(),
                run.sparkVersion(),
                run.sparkApplicationId(),
                run.sourcePath(),
                run.sourceFingerprint(),
                run.message());
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
