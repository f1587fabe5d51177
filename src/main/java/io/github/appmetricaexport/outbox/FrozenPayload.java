package io.github.appmetricaexport.outbox;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.appmetricaexport.api.IdentifierKind;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;

/**
 * One payload as the manifest fixed it.
 *
 * <p>Its line in the list holds the parts' values side by side, in one flat object.
 */
public record FrozenPayload(Name name, Owner owner, Content content) implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * What it is called.
     *
     * @param payloadId unique within its run
     * @param parentId the payload it was split from, or empty
     * @param file its name in the run's folder of payloads
     */
    public record Name(String payloadId, String parentId, String file) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Whose events it holds. */
    public record Owner(String applicationId, IdentifierKind identifierKind) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /**
     * What is in it.
     *
     * @param rows events
     * @param bytes length of the file, header included
     * @param sha256 of the file, lower-case hexadecimal
     * @param firstEventTime Unix seconds of the oldest event
     * @param lastEventTime Unix seconds of the newest
     */
    public record Content(int rows, long bytes, String sha256, long firstEventTime, long lastEventTime)
            implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Override
    @JsonUnwrapped
    public Name name() {
        return name;
    }

    @Override
    @JsonUnwrapped
    public Owner owner() {
        return owner;
    }

    @Override
    @JsonUnwrapped
    public Content content() {
        return content;
    }

    /** By name, and without a tree between: a large day has hundreds of thousands of lines. */
    @JsonCreator
    static FrozenPayload read(
            @JsonProperty("payloadId") String payloadId,
            @JsonProperty("parentId") String parentId,
            @JsonProperty("file") String file,
            @JsonProperty("applicationId") String applicationId,
            @JsonProperty("identifierKind") IdentifierKind identifierKind,
            @JsonProperty("rows") int rows,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("firstEventTime") long firstEventTime,
            @JsonProperty("lastEventTime") long lastEventTime) {
        return new FrozenPayload(
                new Name(Objects.requireNonNull(payloadId), parentId, Objects.requireNonNull(file)),
                new Owner(Objects.requireNonNull(applicationId), identifierKind),
                new Content(rows, bytes, sha256, firstEventTime, lastEventTime));
    }

    /** The same payload under its final name. */
    public FrozenPayload withPayloadId(String id) {
        return new FrozenPayload(new Name(id, parentId(), file()), owner, content);
    }

    /** The same, holding one owner where many payloads have the same: a large day's list stays small in memory. */
    FrozenPayload withSharedOwner(Map<Owner, Owner> known) {
        return new FrozenPayload(name, known.computeIfAbsent(owner, same -> same), content);
    }

    public String payloadId() {
        return name.payloadId();
    }

    public String parentId() {
        return name.parentId();
    }

    public String file() {
        return name.file();
    }

    public String applicationId() {
        return owner.applicationId();
    }

    public IdentifierKind identifierKind() {
        return owner.identifierKind();
    }

    public int rows() {
        return content.rows();
    }

    public long bytes() {
        return content.bytes();
    }

    public String sha256() {
        return content.sha256();
    }

    public long firstEventTime() {
        return content.firstEventTime();
    }

    public long lastEventTime() {
        return content.lastEventTime();
    }
}
