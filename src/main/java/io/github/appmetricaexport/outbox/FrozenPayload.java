package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.api.IdentifierKind;
import java.io.Serializable;
import java.util.Map;

/**
 * One payload as the manifest fixed it.
 *
 * @param payloadId unique within its run
 * @param parentId the payload it was split from, or empty
 * @param file its name in the run's folder of payloads
 * @param rows events in it
 * @param bytes length of the file, header included
 * @param sha256 of the file, lower-case hexadecimal
 * @param firstEventTime Unix seconds of the oldest event
 * @param lastEventTime Unix seconds of the newest
 */
public record FrozenPayload(
        String payloadId,
        String parentId,
        String file,
        String applicationId,
        IdentifierKind identifierKind,
        int rows,
        long bytes,
        String sha256,
        long firstEventTime,
        long lastEventTime)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The same payload under its final name. */
    public FrozenPayload withPayloadId(String id) {
        return new FrozenPayload(
                id, parentId, file, applicationId, identifierKind, rows, bytes, sha256, firstEventTime, lastEventTime);
    }

    /** The same, holding one text where many payloads have the same: a large day's list stays small in memory. */
    FrozenPayload withSharedTexts(Map<String, String> known) {
        return new FrozenPayload(
                payloadId,
                parentId.isEmpty() ? "" : parentId,
                file,
                known.computeIfAbsent(applicationId, same -> same),
                identifierKind,
                rows,
                bytes,
                sha256,
                firstEventTime,
                lastEventTime);
    }
}
