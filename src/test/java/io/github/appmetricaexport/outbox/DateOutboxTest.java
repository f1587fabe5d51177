package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.outbox.FrozenPayloads.manifest;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class DateOutboxTest extends OutboxTest {
    private void freeze(int run) {
        store.probe(outbox.paths(run).payloads());
        FrozenRun.commit(store, outbox.paths(run), manifest(List.of(payload("p000001"))), List.of(payload("p000001")));
    }

    private void claim(int run) {
        new Journal(store, outbox.paths(run)).claim(FrozenPayloads.claim("p000001", 1, 60));
    }

    private List<RunPaths> counting() {
        return outbox.counting().stream().map(FrozenRun::paths).toList();
    }

    private void beginOnly(int run) {
        store.probe(outbox.paths(run).payloads());
    }

    @Test
    void liesWhereItIsDocumented() {
        assertThat(onDisk(outbox.folder())).isEqualTo(disk.resolve("job").resolve("date=2026-11-22"));
        assertThat(outbox.runId(3)).isEqualTo("job-2026-11-22-3");
    }

    @Test
    void hasNoRunsBeforeTheFirst() {
        assertThat(outbox.runs()).isEmpty();
        assertThat(outbox.counting()).isEmpty();
        assertThat(outbox.nextRun(0)).isEqualTo(1);
    }

    @Test
    void countsRunsByNumberAndNotByText() {
        freeze(9);
        freeze(10);
        store.probe(new Path(outbox.folder(), "run=x"));
        store.publish(new Path(outbox.folder(), "_LOCK.77"), new byte[0]);

        assertThat(outbox.runs()).containsExactly(9, 10);
        assertThat(outbox.nextRun(0)).isEqualTo(11);
        assertThat(counting()).containsExactly(outbox.paths(10));
    }

    @Test
    void aRunThatWasNotFrozenCountsForNothing() {
        freeze(1);
        beginOnly(2);

        assertThat(counting()).containsExactly(outbox.paths(1));
    }

    @Test
    void everyRunThatClaimedPayloadsCountsAndTheLastThatWaits() {
        List.of(1, 2, 3, 4).forEach(this::freeze);
        claim(1);
        claim(3);

        assertThat(counting()).containsExactly(outbox.paths(1), outbox.paths(3), outbox.paths(4));
    }

    @Test
    void aRunThatGaveWayCountsForNothingThoughItIsTheLast() {
        freeze(1);
        claim(1);
        freeze(2);
        store.delete(outbox.paths(2).payloads());
        assertThat(counting()).containsExactly(outbox.paths(1));

        // What was sent counts, whether its files are kept or not.
        store.delete(outbox.paths(1).payloads());
        assertThat(counting()).containsExactly(outbox.paths(1));
    }

    @Test
    void aFurtherRunThatFoundNothingCountsUntilItIsWithdrawn() {
        freeze(1);
        claim(1);
        Manifest nothing = manifest(List.of()).after(new Manifest.Earlier(List.of(outbox.runId(1)), 10, 0, 0));
        FrozenRun.commit(store, outbox.paths(2), nothing, List.of());
        store.publish(outbox.paths(2).summary(), new byte[0]);
        assertThat(counting()).containsExactly(outbox.paths(1), outbox.paths(2));

        store.delete(outbox.paths(2).summary());
        assertThat(counting()).containsExactly(outbox.paths(1));
    }

    @Test
    void aRunThatLostItsOutboxCountsForNothing() {
        freeze(1);
        claim(1);
        freeze(2);
        outbox.record(new LostRuns(List.of(outbox.runId(1)), 10, "because", "invented-login", FrozenPayloads.NOW));

        assertThat(counting()).containsExactly(outbox.paths(2));
        assertThat(outbox.requireCounting()).hasSize(1);
    }

    @Test
    void aDateWithoutRunsIsAMistakeWhereOneIsNeeded() {
        assertThatThrownBy(outbox::requireCounting)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--date = 2026-11-22: nothing is frozen for this date");
    }

    @Test
    void sweepsOnlyWhatWasNeverFrozen() {
        freeze(1);
        beginOnly(2);

        outbox.sweepUnfrozen(3);

        assertThat(onDisk(outbox.paths(1).manifest())).exists();
        assertThat(onDisk(outbox.paths(1).payloads())).exists();
        assertThat(onDisk(new Path(outbox.paths(2).root()))).isDirectoryContaining("glob:**/fate.json");
        assertThat(onDisk(outbox.paths(2).payloads())).doesNotExist();
    }

    @Test
    void whatWasSweptIsNotBegunByWhoeverFrozeItLate() {
        beginOnly(1);
        outbox.sweepUnfrozen(2);

        freeze(1);

        FrozenRun late = FrozenRun.open(store, outbox.paths(1));
        assertThatThrownBy(() -> outbox.begin(late)).isInstanceOf(LockHeldException.class);
        assertThat(outbox.counting()).isEmpty();
    }

    @Test
    void sweepsNothingThatAnotherHasBegunSince() {
        beginOnly(1);
        int next = outbox.nextRun(0);
        beginOnly(outbox.nextRun(0));

        outbox.sweepUnfrozen(next);

        assertThat(onDisk(outbox.paths(1).payloads())).doesNotExist();
        assertThat(onDisk(outbox.paths(2).payloads())).exists();
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        outbox.prepare();

        assertThat(mode(outbox.folder().getParent())).isEqualTo("rwx------");
    }

    @Test
    void staysOpenToWhomTheJobsFolderWasOpenedTo() throws Exception {
        java.nio.file.Path job = Files.createDirectory(disk.resolve("job"));
        Files.setPosixFilePermissions(job, PosixFilePermissions.fromString("rwxr-x---"));

        outbox.prepare();

        assertThat(mode(outbox.folder().getParent())).isEqualTo("rwxr-x---");
    }

    private String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(onDisk(path)));
    }

    @Test
    void refusesAJobNameThatLeadsElsewhere() {
        assertThatThrownBy(() -> new DateOutbox(store, disk.toString(), "../job", LocalDate.of(2026, 11, 22)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
