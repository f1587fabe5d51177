package io.github.appmetricaexport.outbox;

import static io.github.appmetricaexport.outbox.FrozenPayloads.manifest;
import static io.github.appmetricaexport.outbox.FrozenPayloads.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenRunTest extends OutboxTest {
    private final List<FrozenPayload> payloads = List.of(payload("p000001"), payload("p000002"));

    private FrozenRun commit() {
        return FrozenRun.commit(store, paths, manifest(payloads), payloads);
    }

    @Test
    void isReadAsItWasCommitted() {
        FrozenRun committed = commit();

        assertThat(FrozenRun.open(store, paths)).isEqualTo(committed);
        assertThat(FrozenRun.open(store, paths).payloads()).containsExactlyElementsOf(payloads);
    }

    @Test
    void isCommittedOnce() {
        commit();

        assertThatThrownBy(this::commit)
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("another run froze this date");
    }

    @Test
    void refusesAListThatWasChanged() throws Exception {
        FrozenRun run = commit();
        java.nio.file.Path list = onDisk(paths.named(run.manifest().payloadList()));
        Files.writeString(list, Files.readString(list).replace("\"rows\":10", "\"rows\":11"));

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("payloads-x.jsonl")
                .hasMessageContaining("nothing is sent from a damaged outbox");
    }

    @Test
    void refusesAListThatIsMissingOrCutOff() throws Exception {
        FrozenRun run = commit();
        java.nio.file.Path list = onDisk(paths.named(run.manifest().payloadList()));
        Files.writeString(list, Files.readAllLines(list).get(0) + "\n");
        assertThatThrownBy(() -> FrozenRun.open(store, paths)).isInstanceOf(OutboxException.class);
        Files.delete(list);

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("payloads-x.jsonl");
    }

    @Test
    void refusesAManifestThatItCannotUnderstand() throws Exception {
        commit();
        Files.writeString(onDisk(paths.manifest()), "{\"format\": ");

        assertThatThrownBy(() -> FrozenRun.open(store, paths))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("manifest.json");
    }
}
