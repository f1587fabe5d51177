package io.github.appmetricaexport.audit;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.LockRecord;
import io.github.appmetricaexport.outbox.LostRuns;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.settle.DateAccount;
import io.github.appmetricaexport.settle.DateTotal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Where a date stands, for programs; for people it is {@link StatusReport}. Reads the outbox only, at any time. */
public record DateStatus(
        @JsonPropertyDescription("The job's name") String job,

        @JsonPropertyDescription("The day of the events") LocalDate date,

        @JsonPropertyDescription("The right to work on the date")
        Lock lock,

        @JsonPropertyDescription("What speaks against this outbox being the configured job's, in words")
        List<String> warnings,

        @JsonPropertyDescription("Runs whose outbox was lost, by each decision that the date may be sent anew")
        List<Lost> lost,

        @JsonUnwrapped Standing standing) {

    /** Who works on the date. */
    public record Lock(
            @JsonPropertyDescription("never_taken, free, held, or unknown where its file cannot be understood")
            String state,

            @JsonPropertyDescription("Who has it, or had it last, in words: host, process, application")
            String owner,

            @JsonPropertyDescription("When that one took it")
            Instant since) {
        private static Lock of(Optional<LockRecord> record) {
            if (record.isEmpty()) {
                return new Lock("never_taken", null, null);
            }
            LockRecord lock = record.get();
            return lock.isReadable()
                    ? new Lock(lock.released() ? "free" : "held", lock.owner(), lock.since())
                    : new Lock("unknown", null, null);
        }
    }

    /** A decision that a date may be sent anew. */
    public record Lost(
            @JsonPropertyDescription("Which runs they are") List<String> runIds,

            @JsonPropertyDescription("Events of theirs, which count twice for ever if they were applied")
            long events,

            @JsonPropertyDescription("Why, in the words of whoever decided")
            String reason,

            @JsonPropertyDescription("The login of whoever decided")
            String by,

            @JsonPropertyDescription("When that was") Instant decidedAt) {
        private static Lost of(LostRuns lost) {
            return new Lost(lost.runIds(), lost.events(), lost.reason(), lost.by(), lost.decidedAt());
        }
    }

    /** What the outbox has of the date. */
    public record Standing(
            @JsonPropertyDescription("Why the runs cannot be told; null where they can")
            String unreadable,

            @JsonPropertyDescription(
                    "What the runs come to together; null where nothing is frozen, or nothing can be told")
            DateTotal total,

            @JsonPropertyDescription(
                    "The runs that count, the earliest first; none where nothing is frozen, null where they"
                            + " cannot be told")
            List<RunStatus> runs) {
        private static Standing of(Store store, DateOutbox outbox, Instant now) {
            try {
                DateAccount date = DateAccount.draw(store, outbox.counting(), now);
                return new Standing(
                        null,
                        date.runs().isEmpty() ? null : DateTotal.of(date),
                        date.runs().stream()
                                .map(run -> RunStatus.of(store, run, now))
                                .toList());
            } catch (SpoiltFileException | ConfigException unreadable) {
                return new Standing(unreadable.getMessage(), null, null);
            }
        }
    }

    /** Reads it. */
    public static DateStatus of(ExportConfig config, LocalDate date, Instant now) {
        try (Store store = FileSystems.openWork(config, FileSystems.submitted())) {
            DateOutbox outbox = new DateOutbox(store, config, date);
            return new DateStatus(
                    config.value(ExportOptions.JOB_NAME),
                    date,
                    Lock.of(RunLock.look(store, outbox.folder())),
                    JobRecord.problems(store, outbox.job(), config).stream()
                            .map(Problem::toString)
                            .toList(),
                    outbox.lostRuns().stream().map(Lost::of).toList(),
                    Standing.of(store, outbox, now));
        }
    }
}
