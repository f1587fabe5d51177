package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.outbox.FrozenPayload.Owner;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * A run whose payloads are fixed.
 *
 * @param payloads in the manifest's order
 */
public record FrozenRun(RunPaths paths, Manifest manifest, List<FrozenPayload> payloads) {

    /**
     * Reads the manifest with the list that it names.
     *
     * @throws SpoiltFileException when one of them is not what was written, with what to do
     * @throws ConfigException when a later version wrote the manifest
     */
    public static FrozenRun open(Store store, RunPaths paths) {
        Manifest manifest = manifest(store, paths);
        try {
            Path list = paths.named(manifest.files().payloadList());
            MessageDigest digest = DigestUtils.getSha256Digest();
            // A line at a time: the list of a very large day is longer than what it becomes.
            List<FrozenPayload> payloads = new ArrayList<>(manifest.content().payloads());
            Map<Owner, Owner> owners = new HashMap<>();
            try (InputStream file = new DigestInputStream(store.open(list), digest);
                    MappingIterator<FrozenPayload> lines = Json.readLines(file, FrozenPayload.class)) {
                while (lines.hasNextValue()) {
                    FrozenPayload payload = lines.nextValue();
                    if (payload == null) {
                        throw damaged(store, paths, list);
                    }
                    payloads.add(payload.withSharedOwner(owners));
                }
            } catch (JsonProcessingException | FileNotFoundException notAList) {
                throw damaged(store, paths, list);
            }
            if (!Hex.encodeHexString(digest.digest()).equals(manifest.files().payloadListSha256())) {
                throw damaged(store, paths, list);
            }
            return new FrozenRun(paths, manifest, payloads);
        } catch (IOException | IllegalArgumentException e) {
            throw new OutboxException("cannot read " + paths.manifest(), e);
        }
    }

    private static Manifest manifest(Store store, RunPaths paths) {
        byte[] json = store.read(paths.manifest());
        try {
            return Manifest.read(paths.manifest(), json);
        } catch (IOException | IllegalArgumentException e) {
            String spoilt = new SpoiltFileException(paths.manifest(), json, e).getMessage();
            throw new SpoiltFileException(spoilt + "; " + remedy(store, paths));
        }
    }

    private static SpoiltFileException damaged(Store store, RunPaths paths, Path list) {
        return new SpoiltFileException(list
                + " is not the file that the manifest names: nothing is sent from a damaged outbox; "
                + remedy(store, paths));
    }

    private static String remedy(Store store, RunPaths paths) {
        return new Fate(store, paths).isBegun()
                ? "the run was begun: bring the file back from a copy of the outbox. Until then nothing of the date is sent,"
                        + " nor planned anew"
                : "the run was never begun: the next export plans the date anew";
    }

    /** Commits the run: from here on its payloads are what they are. */
    public static FrozenRun commit(Store store, RunPaths paths, Manifest manifest, List<FrozenPayload> payloads) {
        if (store.exists(paths.manifest())) {
            throw alreadyFrozen(paths);
        }
        Path list = paths.named(manifest.files().payloadList());
        Manifest complete;
        try (PayloadFile file = new PayloadFile(store, list)) {
            for (FrozenPayload payload : payloads) {
                byte[] line = Json.write(payload);
                file.write(line, 0, line.length);
            }
            complete = manifest.listedAs(file.complete());
        } catch (IOException | FSError e) {
            // Hadoop tells a full local disk as an Error.
            throw new OutboxException("cannot write " + list, e);
        }
        if (!store.createIfAbsent(paths.manifest(), complete.write())) {
            throw alreadyFrozen(paths);
        }
        return new FrozenRun(paths, complete, payloads);
    }

    private static OutboxException alreadyFrozen(RunPaths paths) {
        return new OutboxException(paths.manifest() + " is already there: another run froze this date");
    }
}
