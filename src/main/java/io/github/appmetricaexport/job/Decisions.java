package io.github.appmetricaexport.job;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.PayloadHistory;
import io.github.appmetricaexport.outbox.Resolution;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What is decided on payloads in doubt, a person's or the evidence's decisions. */
public interface Decisions {
    /** The number of the run of whose payloads they are; empty for whichever run of the date has them. */
    Optional<Integer> run();

    /**
     * What to put on record, by the number of the run that it is about, in the order of the histories; nothing about a run that
     * has nothing in doubt.
     *
     * @param histories of the payloads of each run of the date, by its number
     * @throws ConfigException naming every payload that cannot be decided on
     */
    SortedMap<Integer, List<Resolution>> of(SortedMap<Integer, List<PayloadHistory>> histories, Instant now);

    /** What was put on record, in a line for people. */
    String words(List<Resolution> recorded);
}
