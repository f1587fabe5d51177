package io.github.appmetricaexport.audit;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.logs.LogsApiClient;
import io.github.appmetricaexport.logs.LogsDownload;
import io.github.appmetricaexport.logs.LogsDownload.GoesOn;
import io.github.appmetricaexport.logs.LogsDownload.Part;
import io.github.appmetricaexport.logs.LogsNotReadyException;
import io.github.appmetricaexport.logs.LogsQuery;
import io.github.appmetricaexport.logs.LogsToken;
import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.SpoiltFileException;
import io.github.appmetricaexport.runtime.JobContext;
import io.github.appmetricaexport.time.Sleeper;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Asks the Logs API about a date and keeps the answers where every executor can read them: in {@code _evidence} beside the date's
 * runs, for as long as they are counted. They hold personal data.
 *
 * <p>Beside them it leaves a note of when it began to ask, until all was answered: the API keeps what it prepares for a day, and
 * the next command takes that.
 */
final class Inquiry implements AutoCloseable {
    private static final Duration KEPT = Duration.ofHours(23);

    /** @param askedAt what became visible later is not in the answers */
    private record Note(Instant askedAt) {
        private Note {
            Objects.requireNonNull(askedAt, "askedAt");
        }
    }

    private final JobContext job;
    private final Path place;
    private final Path note;
    private final Path folder;
    private final Instant askedAt;
    private final GoesOn goesOn;
    private int requests;

    private Inquiry(JobContext job, Instant earlier) {
        this.job = job;
        place = new Path(job.outbox().folder(), "_evidence");
        note = new Path(place, "asked.json");
        folder = new Path(place, "answers-" + UUID.randomUUID());
        goesOn = earlier == null ? GoesOn.NO : GoesOn.YES;
        askedAt = earlier == null ? job.now() : earlier;
    }

    /** Goes on with one that was begun within the last day, else begins anew. */
    static Inquiry of(JobContext job) {
        Inquiry anew = new Inquiry(job, null);
        Instant earlier = anew.earlier();
        if (earlier != null && Duration.between(earlier, anew.askedAt).compareTo(KEPT) < 0) {
            job.say("going on with what was asked for at " + earlier);
            return new Inquiry(job, earlier);
        }
        return anew;
    }

    private Instant earlier() {
        try {
            return job.store().exists(note) ? job.store().read(note, Note.class).askedAt() : null;
        } catch (SpoiltFileException spoilt) {
            return null;
        }
    }

    Instant askedAt() {
        return askedAt;
    }

    int requests() {
        return requests;
    }

    Path folder() {
        return folder;
    }

    /**
     * Asks for everything.
     *
     * @throws LogsNotReadyException when it is not ready in time; then the next command goes on
     * @throws ConfigException when token or questions are refused
     */
    List<Part> fetch(List<LogsQuery> queries, Duration wait, Sleeper sleeper) {
        deleteWhatDiedLongAgo();
        LogsToken token =
                LogsToken.of(job.config(), System.getenv(), job.sparkContext().hadoopConfiguration());
        job.store().createForOwner(folder);
        job.store().publish(note, Json.write(new Note(askedAt)));
        try (LogsApiClient client = new LogsApiClient(job.config(), token)) {
            LogsDownload download = new LogsDownload(client, job.clock(), sleeper, job::say);
            try {
                return download.fetch(
                        queries,
                        goesOn,
                        job.now().plus(wait),
                        name -> job.store().create(new Path(folder, name)));
            } finally {
                requests = download.requests();
            }
        } catch (UncheckedIOException own) {
            throw new OutboxException(own.getMessage(), own.getCause());
        } catch (InterruptedException told) {
            throw OutboxException.interrupted("interrupted while waiting for the Logs API", told);
        }
    }

    /** As what {@link #of} finds; of a process that was killed nobody deleted the answers. */
    private void deleteWhatDiedLongAgo() {
        long longAgo = job.now().minus(KEPT).toEpochMilli();
        for (FileStatus left : job.store().list(place)) {
            if (left.isDirectory() && left.getModificationTime() < longAgo) {
                job.store().delete(left.getPath());
            }
        }
    }

    /** All is counted: the next command asks anew. */
    void done() {
        job.store().delete(note);
    }

    /** Deletes the answers. */
    @Override
    public void close() {
        job.store().delete(folder);
    }
}
