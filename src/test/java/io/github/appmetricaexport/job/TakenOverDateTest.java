package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.outbox.AttemptId;
import io.github.appmetricaexport.outbox.Claim;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.Journal;
import io.github.appmetricaexport.outbox.LockHeldException;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.RunOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A date whose owner before comes back, or a task of it, when another has taken it over. */
class TakenOverDateTest extends SparkTest {
    private final List<Map<String, String>> first = events("1111", 20);
    private final List<Map<String, String>> all = new ArrayList<>(first);

    @TempDir
    private Path folder;

    private Day day;
    private Store store;
    private DateOutbox outbox;

    @BeforeEach
    void freeze() throws IOException {
        all.addAll(events("2222", 3));
        day = new Day(spark(), folder);
        day.write(first);
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        store = new Store(new Configuration(false), new org.apache.hadoop.fs.Path(folder.toUri()));
        outbox = new DateOutbox(store, day.config(), Day.DATE);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        day.close();
    }

    private void begin() {
        outbox.begin(outbox.counting().get(0));
    }

    private void claim() {
        Instant now = Instant.now();
        new Journal(store, outbox.paths(1))
                .claim(new Claim(
                        new AttemptId("p000001", 1),
                        new Claim.Sender("1111", 1, "host", "task", "token"),
                        new Claim.Lease(now, now)));
    }

    @Test
    void aRunThatWasBegunIsSentThoughNothingOfItWasClaimedYet() throws IOException {
        begin();
        day.write(all);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.said()).contains("resuming run offline-events-2026-11-20-1", "read 23 = booked 20 + accepted 3");
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(Day.asSent(all));
    }

    @Test
    void aRunThatIsBegunWhileTheDateIsPlannedAnewIsNotTakenOutOfTheWay() throws IOException {
        day.write(all);
        day.when("planning 2026-11-20", this::begin);

        assertThatThrownBy(() -> day.export())
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("run offline-events-2026-11-20-1 of the date was begun by another driver");
        assertThat(day.ledger()).isEmpty();

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(Day.asSent(all));
    }

    @Test
    void aClaimOfARunThatGaveWayBringsNothingBack() throws IOException {
        day.write(all);
        day.when("sending ", this::claim);

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(Day.asSent(all));
    }
}
