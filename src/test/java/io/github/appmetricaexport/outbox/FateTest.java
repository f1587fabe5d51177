package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.outbox.FrozenPayloads.claim;
import static io.github.appmetricaexport.outbox.FrozenPayloads.manifest;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** That of a date's runs no two are sent which hold the same rows, whoever comes late. */
class FateTest extends OutboxTest {
    private static final List<FrozenPayload> PAYLOADS = List.of(payload("p000001"));

    private FrozenRun freeze(int run, String... comparedWith) {
        Manifest manifest = manifest(PAYLOADS).after(new Manifest.Earlier(List.of(comparedWith), 0, 0, 0));
        store.probe(outbox.paths(run).payloads());
        return FrozenRun.commit(store, outbox.paths(run), manifest, PAYLOADS);
    }

    private Fate fate(int run) {
        return new Fate(store, outbox.paths(run));
    }

    @Test
    void waitsUntilItIsBegun() {
        FrozenRun run = freeze(1);
        assertThat(fate(1).isBegun()).isFalse();
        assertThat(fate(1).isWithdrawn()).isFalse();

        outbox.begin(run);
        outbox.begin(run);

        assertThat(fate(1).isBegun()).isTrue();
        assertThat(fate(1).withdraw()).isFalse();
        assertThat(onDisk(outbox.paths(1).fate())).content().isEqualTo("\"BEGUN\"\n");
    }

    @Test
    void whatGaveWayIsNeverBegun() {
        FrozenRun run = freeze(1);

        assertThat(fate(1).withdraw()).isTrue();

        assertThat(fate(1).withdraw()).isTrue();
        assertThat(fate(1).isWithdrawn()).isTrue();
        assertThatThrownBy(() -> outbox.begin(run))
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("run job-2026-11-22-1 gave way to another");
    }

    @Test
    void aClaimThatComesLateBeginsNothing() {
        freeze(1);
        fate(1).withdraw();

        new Journal(store, outbox.paths(1)).claim(claim("p000001", 1, 60));

        assertThat(fate(1).isBegun()).isFalse();
        assertThat(outbox.counting()).isEmpty();
    }

    @Test
    void whatAnOlderVersionClaimedIsBegun() {
        freeze(1);
        new Journal(store, outbox.paths(1)).claim(claim("p000001", 1, 60));

        assertThat(fate(1).isBegun()).isTrue();
        assertThat(fate(1).withdraw()).isFalse();
    }

    @Test
    void whateverItWasNotComparedWithGivesWayWhenARunIsBegun() {
        outbox.begin(freeze(1));
        freeze(2);
        store.probe(outbox.paths(4).payloads());

        outbox.begin(freeze(3, "job-2026-11-22-1"));

        assertThat(fate(1).isBegun()).isTrue();
        assertThat(fate(2).isWithdrawn()).isTrue();
        assertThat(fate(3).isBegun()).isTrue();
        assertThat(fate(4).isWithdrawn()).isTrue();
    }

    @Test
    void isNotBegunBesideOneThatItDoesNotKnowOf() {
        FrozenRun late = freeze(1);
        outbox.begin(freeze(2));

        FrozenRun later = freeze(3);

        assertThatThrownBy(() -> outbox.begin(later))
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("run job-2026-11-22-2 of the date was begun by another driver");
        assertThatThrownBy(() -> outbox.begin(late)).isInstanceOf(LockHeldException.class);
        assertThat(fate(3).isBegun()).isFalse();
    }

    @Test
    void doesNotWaitForARunThatLostItsOutbox() {
        outbox.begin(freeze(1));
        outbox.record(new LostRuns(List.of(outbox.runId(1)), 10, "because", "invented-login", FrozenPayloads.NOW));

        outbox.begin(freeze(2));

        assertThat(fate(2).isBegun()).isTrue();
    }

    @Test
    void whatWasBegunIsNotTakenOutOfTheWay() {
        FrozenRun run = freeze(1);
        outbox.begin(run);

        assertThatThrownBy(() -> outbox.withdraw(run, () -> {}))
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("run job-2026-11-22-1 of the date was begun by another driver");
        assertThat(onDisk(outbox.paths(1).payloads())).exists();
    }

    @Test
    void whatCannotBeUnderstoodIsNotGuessed() {
        FrozenRun run = freeze(1);
        store.publish(outbox.paths(1).fate(), "\"BEG".getBytes(UTF_8));

        assertThatThrownBy(() -> outbox.begin(run))
                .isInstanceOf(SpoiltFileException.class)
                .hasMessageContaining(
                        "fate.json cannot be understood: it is no JSON, or cut off; when no export of the date is under"
                                + " way, write \"BEGUN\" there");
        assertThatThrownBy(() -> fate(1).withdraw()).isInstanceOf(SpoiltFileException.class);
    }
}
