package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Resolution;
import java.time.Instant;
import java.util.List;

/** What is decided on payloads in doubt, a person's or the evidence's decisions. */
public interface Decisions {
    /**
     * The run of which they are.
     *
     * @throws ConfigException when it is not there
     */
    FrozenRun run(DateOutbox outbox);

    /**
     * What to put on record.
     *
     * @throws ConfigException naming every payload that cannot be decided on
     */
    List<Resolution> of(List<PayloadHistory> histories, Instant now);

    /** What was put on record, in a line for people. */
    String words(List<Resolution> recorded);
}
