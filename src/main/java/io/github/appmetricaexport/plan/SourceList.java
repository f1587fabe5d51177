package io.github.appmetricaexport.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.Json;
import io.github.appmetricaexport.outbox.OutboxException;
import io.github.appmetricaexport.outbox.PayloadFile;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.source.SourceFile;
import io.github.appmetricaexport.source.SourceListing;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;

/**
 * The files that a run was made of, beside its manifest: one JSON object a line, in the order of their paths. Written and read a
 * line at a time.
 */
final class SourceList {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SourceList() {}

    /** @throws OutboxException when it cannot be written */
    static void write(Store store, PlanSettings run, SourceListing source) {
        Path target = run.paths().named(run.manifest().files().sourceList());
        try (PayloadFile file = new PayloadFile(store, target)) {
            for (Iterator<SourceFile> files = source.files().iterator(); files.hasNext(); ) {
                byte[] line = Json.write(files.next());
                file.write(line, 0, line.length);
            }
            file.complete();
        } catch (IOException | FSError e) {
            // Hadoop tells a full local disk as an Error.
            throw new OutboxException("cannot write " + target, e);
        }
    }

    /**
     * The files of the day that were not there when the run was made, where all others are as they were; empty where one is
     * gone or was written anew, and where the list is not to be relied on.
     */
    static Optional<Set<SourceFile>> added(Store store, FrozenRun since, SourceListing day) {
        String list = since.manifest().files().sourceList();
        if (list == null) {
            return Optional.empty();
        }
        Set<SourceFile> added = new LinkedHashSet<>();
        Iterator<SourceFile> now = day.files().iterator();
        try (InputStream file = store.open(since.paths().named(list));
                MappingIterator<SourceFile> then =
                        JSON.readerFor(SourceFile.class).readValues(file)) {
            while (then.hasNextValue()) {
                SourceFile sought = then.nextValue();
                // Both are in the order of their paths: what is passed over on the way is new.
                while (true) {
                    if (!now.hasNext()) {
                        return Optional.empty();
                    }
                    SourceFile next = now.next();
                    if (next.equals(sought)) {
                        break;
                    }
                    added.add(next);
                }
            }
        } catch (JsonProcessingException | FileNotFoundException spoilt) {
            return Optional.empty();
        } catch (IOException e) {
            throw new OutboxException("cannot read " + since.paths().named(list), e);
        }
        now.forEachRemaining(added::add);
        String others = SourceListing.fingerprint(day.files().filter(file -> !added.contains(file)));
        return others.equals(since.manifest().source().sourceFingerprint()) ? Optional.of(added) : Optional.empty();
    }
}
