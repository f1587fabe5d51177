package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.runtime.Console;
import io.github.appmetricaexport.runtime.FileSystems;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** A person's decision that an outbox belongs to the job as it is configured now: its lake or its tables moved. */
public final class AdoptOutbox {
    private AdoptOutbox() {}

    /**
     * Records it, and tells what it was.
     *
     * @param by the login of who decides
     * @throws ConfigException when {@code work.path} is of no file system
     */
    public static void of(ExportConfig config, LocalDate date, String by, Instant now, Console console) {
        try (Store store = FileSystems.openWork(config, FileSystems.submitted())) {
            DateOutbox outbox = new DateOutbox(store, config, date);
            List<Problem> differences = JobRecord.problems(store, outbox.job(), config);
            if (differences.isEmpty()) {
                console.say("the outbox " + outbox.job() + " is this job's already: nothing to adopt");
                return;
            }
            JobRecord.adopt(store, outbox.job(), config, by, now);
            differences.forEach(difference -> console.say("adopted, by " + by + ", against: " + difference));
        }
    }
}
