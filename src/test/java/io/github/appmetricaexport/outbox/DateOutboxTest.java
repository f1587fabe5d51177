package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.outbox.FrozenPayloads.manifest;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class DateOutboxTest extends OutboxTest {
    private void freeze(int run) {
        FrozenRun.commit(store, outbox.paths(run), manifest(List.of(payload("p000001"))), List.of(payload("p000001")));
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
        assertThat(outbox.latestFrozen()).isEmpty();
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
        assertThat(outbox.latestFrozen().orElseThrow().paths()).isEqualTo(outbox.paths(10));
    }

    @Test
    void resumesTheLastRunThatWasFrozen() {
        freeze(1);
        beginOnly(2);

        assertThat(outbox.latestFrozen().orElseThrow().paths()).isEqualTo(outbox.paths(1));
    }

    @Test
    void sweepsOnlyWhatWasNeverFrozen() {
        freeze(1);
        beginOnly(2);

        outbox.sweepUnfrozen();

        assertThat(outbox.runs()).containsExactly(1);
        assertThat(Files.exists(onDisk(outbox.paths(1).manifest()))).isTrue();
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
