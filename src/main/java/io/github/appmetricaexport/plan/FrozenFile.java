package io.github.appmetricaexport.plan;

import io.github.appmetricaexport.outbox.FrozenPayload;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.RunPaths;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A file with rows that a run has frozen: a payload, or refused rows.
 *
 * @param payload null of refused rows
 */
record FrozenFile(String path, FrozenPayload payload) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** All of a run; what its payloads were halved into is in them. */
    static List<FrozenFile> of(FrozenRun run) {
        List<FrozenFile> files = new ArrayList<>();
        run.payloads()
                .forEach(payload -> files.add(
                        new FrozenFile(run.paths().payload(payload.file()).toString(), payload)));
        run.manifest()
                .files()
                .rejectFiles()
                .forEach(file -> files.add(new FrozenFile(new Path(run.paths().rejects(), file).toString(), null)));
        return files;
    }

    /** Where the keys of a payload's rows are, if rows had keys. */
    String keys() {
        Path run = new Path(path).getParent().getParent();
        return new RunPaths(run.toString()).keys(payload.file()).toString();
    }

    boolean isPayload() {
        return payload != null;
    }
}
