package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.outbox.FrozenPayloads.NOW;
import static io.github.appmetricaexport.outbox.FrozenPayloads.claim;
import static io.github.appmetricaexport.outbox.FrozenPayloads.manifest;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static io.github.appmetricaexport.outbox.FrozenPayloads.receipt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.api.AttemptOutcome;
import io.github.appmetricaexport.outbox.Resolution.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a crash leaves of small files where they are not written whole, and what each of them then counts for. */
class SpoiltFilesTest extends OutboxTest {
    private static final String ID = "p000001";
    private static final Duration LONG_AGO = Duration.ofDays(1);

    /** How a file is spoilt. */
    enum Spoiling {
        EMPTY,
        GARBAGE,
        CUT_OFF,
        NULL,
        NO_MEMBERS,
        ARRAY,
        NUMBER,
        FOLLOWED_BY_GARBAGE,
        OTHER_TYPES;

        byte[] of(byte[] json) {
            return switch (this) {
                case EMPTY -> new byte[0];
                case GARBAGE -> new byte[] {0, (byte) 0xff, 0x13, 0, 0};
                case CUT_OFF -> Arrays.copyOf(json, json.length / 2);
                case NULL -> "null".getBytes(UTF_8);
                case NO_MEMBERS -> "{}".getBytes(UTF_8);
                case ARRAY -> "[]".getBytes(UTF_8);
                case NUMBER -> "7".getBytes(UTF_8);
                case FOLLOWED_BY_GARBAGE -> (new String(json, UTF_8) + "\0\0\0").getBytes(UTF_8);
                case OTHER_TYPES -> """
                    {"payloadId":{},"parentId":[],"attempt":"one","epoch":"e","leaseUntil":"soon","outcome":"PERHAPS",
                    "throughAttempt":"x","verdict":7,"children":3,"owner":{},"format":"one","beat":"x","payloads":"many"}
                    """.getBytes(UTF_8);
            };
        }
    }

    @BeforeEach
    void freezeARun() {
        FrozenRun.commit(store, paths, manifest(List.of(payload(ID))), List.of(payload(ID)));
    }

    private void spoil(Path path, Spoiling spoiling) throws IOException {
        java.nio.file.Path file = onDisk(path);
        Files.write(file, spoiling.of(Files.readAllBytes(file)));
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(LONG_AGO)));
    }

    private PayloadHistory history() {
        return journal.histories(List.of(payload(ID))).get(0);
    }

    private PayloadState state() {
        return history().state(NOW);
    }

    private void decide(Verdict verdict) {
        journal.record(new Resolution(ID, verdict, history().lastAttempt(), "looked", "somebody", NOW));
    }

    @ParameterizedTest
    @EnumSource
    void aClaimMayHaveBeenActedOn(Spoiling spoiling) throws Exception {
        journal.claim(claim(ID, 1, -1));
        spoil(paths.claim(ID, 1), spoiling);

        assertThat(state()).isEqualTo(PayloadState.UNKNOWN);
        assertThat(history().lastAttempt()).isEqualTo(1);
        decide(Verdict.NOT_APPLIED);
        assertThat(state()).isEqualTo(PayloadState.RETRY);
        assertThat(journal.claim(claim(ID, history().lastAttempt() + 1, -1))).isTrue();
        journal.record(receipt(ID, 2, AttemptOutcome.ACCEPTED, 200, ""));
        assertThat(state()).isEqualTo(PayloadState.ACCEPTED);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiptAcceptsNothingAndRefusesNothing(Spoiling spoiling) throws Exception {
        for (AttemptOutcome outcome : List.of(AttemptOutcome.ACCEPTED, AttemptOutcome.REFUSED_FOR_NOW)) {
            int attempt = outcome.ordinal() + 1;
            journal.claim(claim(ID, attempt, -1));
            journal.record(receipt(ID, attempt, outcome, 200, ""));
            spoil(paths.receipt(ID, attempt), spoiling);

            assertThat(new Journal(store, paths)
                            .histories(List.of(payload(ID)))
                            .get(0)
                            .state(NOW))
                    .as(outcome.name())
                    .isEqualTo(PayloadState.UNKNOWN);
        }
        assertThat(journal.receipt(ID, 1)).as("to whoever waits for a twin's").isEmpty();
        decide(Verdict.ACCEPTED);
        assertThat(state()).isEqualTo(PayloadState.ASSUMED_ACCEPTED);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiptIsToldByProgressLikeOneThatIsNotThere(Spoiling spoiling) throws Exception {
        journal.record(receipt(ID, 1, AttemptOutcome.ACCEPTED, 200, ""));
        journal.record(receipt(ID, 2, AttemptOutcome.ACCEPTED, 200, ""));
        spoil(paths.receipt(ID, 1), spoiling);
        List<Integer> told = new ArrayList<>();

        journal.newReceipts(receipt -> told.add(receipt.id().attempt()));
        journal.newReceipts(receipt -> told.add(receipt.id().attempt()));

        assertThat(told).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    void aDecisionIsToBeMadeAgain(Spoiling spoiling) throws Exception {
        journal.claim(claim(ID, 1, -1));
        decide(Verdict.ACCEPTED);
        spoil(paths.resolution(ID, 1), spoiling);

        assertThat(state()).isEqualTo(PayloadState.UNKNOWN);
        decide(Verdict.ACCEPTED);
        assertThat(state()).isEqualTo(PayloadState.ASSUMED_ACCEPTED);
        assertThat(store.exists(paths.resolution(ID, 2))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aRecordOfHalvesIsWrittenAnew(Spoiling spoiling) throws Exception {
        FrozenPayload.Content five = new FrozenPayload.Content(5, 50, "00", 0, 1);
        Split split = new Split(
                ID, AttemptOutcome.TOO_LARGE, List.of(payload(ID + "-1", ID, five), payload(ID + "-2", ID, five)), NOW);
        journal.claim(claim(ID, 1, -1));
        journal.record(receipt(ID, 1, AttemptOutcome.TOO_LARGE, 413, ""));
        journal.record(split);
        journal.claim(claim(ID + "-1", 1, -1));
        journal.record(receipt(ID + "-1", 1, AttemptOutcome.ACCEPTED, 200, ""));
        spoil(paths.split(ID), spoiling);

        assertThat(state()).as("its halves may have been sent").isEqualTo(PayloadState.UNKNOWN);
        journal.record(split);
        assertThat(journal.histories(List.of(payload(ID))))
                .extracting(history -> history.state(NOW))
                .containsExactly(PayloadState.SPLIT, PayloadState.ACCEPTED, PayloadState.PENDING);
    }

    @ParameterizedTest
    @EnumSource
    void aManifestSaysSoAndWhatToDo(Spoiling spoiling) throws Exception {
        spoil(paths.manifest(), spoiling);

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("run=1/manifest.json")
                .hasMessageContaining("the run was never begun: the next export plans the date anew");

        journal.claim(claim(ID, 1, -1));

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("bring the file back from a copy");
    }

    @ParameterizedTest
    @EnumSource
    void aLockIsTakenOverWhenItStandsStill(Spoiling spoiling) throws Exception {
        Fence fence = new Fence(store, outbox.folder());
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        RunLock.acquire(fence, "process 1", Duration.ofSeconds(30), clock, pause -> {}, words -> {});
        spoil(new Path(outbox.folder(), "_LOCK.1"), spoiling);
        List<Duration> slept = new ArrayList<>();
        List<String> said = new ArrayList<>();
        assertThat(RunLock.describe(store, outbox.folder())).contains("somebody", "cannot be understood");

        RunLock lock = RunLock.acquire(fence, "process 2", Duration.ofSeconds(30), clock, slept::add, said::add);

        assertThat(lock.epoch()).isEqualTo(2);
        assertThat(slept.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(30));
        assertThat(said).singleElement().asString().contains("cannot be understood");
    }

    @Test
    void aLockThatIsWrittenMeanwhileHasALivingOwner() throws Exception {
        Fence fence = new Fence(store, outbox.folder());
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        RunLock first = RunLock.acquire(fence, "process 1", Duration.ofSeconds(30), clock, pause -> {}, words -> {});
        byte[] whole = store.read(new Path(outbox.folder(), "_LOCK.1"));
        spoil(new Path(outbox.folder(), "_LOCK.1"), Spoiling.CUT_OFF);

        assertThatThrownBy(() -> RunLock.acquire(
                        fence,
                        "process 2",
                        Duration.ofSeconds(30),
                        clock,
                        pause -> store.publish(new Path(outbox.folder(), "_LOCK.1"), whole),
                        words -> {}))
                .isInstanceOf(LockHeldException.class)
                .hasMessageContaining("it is alive");
        assertThat(first.isHeld()).isTrue();
    }

    @Test
    void aManifestOfALaterVersionIsRefusedByItsNumber() throws Exception {
        java.nio.file.Path file = onDisk(paths.manifest());
        Files.writeString(file, Files.readString(file).replace("\"format\" : 3", "\"format\" : 4"));

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .hasMessageContaining("was written by a later version of the job (format 4, this one knows up to 3)");
    }

    @Test
    void aClaimCountsAsInFlightAsLongAsItsWriterMayBeAtIt() throws Exception {
        journal.claim(claim(ID, 1, -1));
        spoil(paths.claim(ID, 1), Spoiling.EMPTY);
        Files.setLastModifiedTime(onDisk(paths.claim(ID, 1)), FileTime.from(NOW));

        assertThat(state()).isEqualTo(PayloadState.IN_FLIGHT);
        assertThat(history().state(NOW.plus(LONG_AGO))).isEqualTo(PayloadState.UNKNOWN);
    }
}
