package io.github.appmetricaexport.outbox;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A run whose payloads are fixed.
 *
 * @param payloads in the manifest's order
 */
public record FrozenRun(RunPaths paths, Manifest manifest, List<FrozenPayload> payloads) {

    /** Reads the manifest with the list that it names; damage of either is an {@link OutboxException}. */
    static FrozenRun open(Store store, RunPaths paths) {
        try {
            Manifest manifest = Json.read(store.read(paths.manifest()), Manifest.class);
            byte[] list = store.read(paths.named(manifest.payloadList()));
            if (!Sha256.of(list).equals(manifest.payloadListSha256())) {
                throw new OutboxException(paths.named(manifest.payloadList())
                        + " is not the file that the manifest names: nothing is sent from a damaged outbox");
            }
            return new FrozenRun(paths, manifest, readList(list));
        } catch (IOException e) {
            throw new OutboxException("cannot read " + paths.manifest(), e);
        }
    }

    /** The list of payloads as its file holds it. */
    public static byte[] list(List<FrozenPayload> payloads) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (FrozenPayload payload : payloads) {
            list.writeBytes(Json.write(payload));
        }
        return list.toByteArray();
    }

    /** Commits the run: from here on its payloads are what they are. */
    public static FrozenRun commit(Store store, RunPaths paths, Manifest manifest, List<FrozenPayload> payloads) {
        store.publish(paths.named(manifest.payloadList()), list(payloads));
        if (!store.createIfAbsent(paths.manifest(), Json.writeForPeople(manifest))) {
            throw new OutboxException(paths.manifest() + " is already there: another run froze this date");
        }
        return new FrozenRun(paths, manifest, payloads);
    }

    private static List<FrozenPayload> readList(byte[] list) throws IOException {
        List<FrozenPayload> payloads = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(list), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            payloads.add(Json.read(line.getBytes(StandardCharsets.UTF_8), FrozenPayload.class));
        }
        return payloads;
    }
}
