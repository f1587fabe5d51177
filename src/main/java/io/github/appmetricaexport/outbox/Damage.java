package io.github.appmetricaexport.outbox;

import java.util.List;
import java.util.Set;

/**
 * Which of a payload's files cannot be understood.
 *
 * @param parts whose files count for nothing
 * @param files each with what is the matter with it, for people
 */
public record Damage(Set<Part> parts, List<String> files) {
    static final Damage NONE = new Damage(Set.of(), List.of());

    /** What a file tells of a payload. */
    public enum Part {
        /** Counts as one that was acted on: its lease began when the file was last written. */
        CLAIM,
        /** Counts as none. */
        RECEIPT,
        /** The last one: whatever was decided is to be decided again. */
        RESOLUTION,
        /** The halves may have been sent; halving again tells which they are. */
        SPLIT
    }

    public Damage {
        parts = Set.copyOf(parts);
        files = List.copyOf(files);
    }

    public boolean has(Part part) {
        return parts.contains(part);
    }

    /** Whether no policy may decide on the payload: a person did, or its halves have to be known first. */
    public boolean forbidsPolicies() {
        return has(Part.RESOLUTION) || has(Part.SPLIT);
    }
}
