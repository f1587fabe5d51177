package io.github.appmetricaexport.outbox;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What {@code source.unique-key} says of the rows in a run's payloads.
 *
 * @param keyFingerprint of the expression; keys of another are not comparable
 * @param rows that have the key of another row of the date: of each key all but the first, in whichever run that is
 * @param withoutKey rows whose key is NULL
 * @param examples the places of two rows each
 * @param unseen ids of the earlier runs of the date whose keys are not there: planned without, or swept
 */
public record Duplicates(
        String keyFingerprint, long rows, long withoutKey, List<String> examples, List<String> unseen) {
    public Duplicates {
        Objects.requireNonNull(keyFingerprint, "keyFingerprint");
        examples = examples == null ? List.of() : List.copyOf(examples);
        unseen = unseen == null ? List.of() : List.copyOf(unseen);
    }

    /** Before the rows are counted. */
    public static Duplicates uncounted(String keyFingerprint) {
        return new Duplicates(keyFingerprint, 0, 0, List.of(), List.of());
    }

    /** All of it for people, without a value. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "%,d rows have the key of another%s; %,d have none%s",
                rows,
                examples.isEmpty() ? "" : ", such as " + String.join("; ", examples),
                withoutKey,
                unseen.isEmpty()
                        ? ""
                        : "; not compared with " + String.join(", ", unseen) + ", whose keys are not there");
    }
}
