package io.github.appmetricaexport.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Which known name somebody may have meant by an unknown one. */
public final class NearestName {
    private static final LevenshteinDistance LETTERS = LevenshteinDistance.getDefaultInstance();
    private static final int TOO_SHORT_TO_BE_A_PART = 4;

    private NearestName() {}

    /** The nearest of {@code known}, the first among equals; empty when none is near. */
    public static Optional<String> of(String unknown, List<String> known) {
        int limit = Math.max(1, lastElement(unknown).length() / 3);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(unknown, candidate)))
                .filter(nearest -> distance(unknown, nearest) <= limit);
    }

    /** Letters to change in the last element; one more if it stands in the wrong section. */
    private static int distance(String unknown, String candidate) {
        String wanted = lastElement(unknown);
        String offered = lastElement(candidate);
        int elsewhere = section(unknown).equals(section(candidate)) ? 0 : 1;
        if (isPartOf(wanted, offered) || isPartOf(offered, wanted)) {
            return Math.min(1, LETTERS.apply(wanted, offered)) + elsewhere;
        }
        // With the section's letters too, for a slip in both: "uplod.dedline".
        int inBoth = LETTERS.apply(plain(unknown), plain(candidate));
        return Math.min(LETTERS.apply(wanted, offered) + elsewhere, inBoth);
    }

    private static boolean isPartOf(String part, String whole) {
        return part.length() >= TOO_SHORT_TO_BE_A_PART && whole.contains(part);
    }

    private static String lastElement(String name) {
        return plain(name.substring(name.lastIndexOf('.') + 1));
    }

    private static String section(String name) {
        return plain(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
    }

    /** maxRows, max_rows and max-rows are the same to a reader. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
