package io.github.appmetricaexport.gate;

import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.outbox.Duplicates;
import io.github.appmetricaexport.outbox.Manifest;
import io.github.appmetricaexport.results.Objection;
import io.github.appmetricaexport.results.Objection.Code;
import io.github.appmetricaexport.results.UsualRows;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a day looks as days do. What counts are the rows of the date over all of its runs, and of a further run, what it
 * makes of them: few late rows, or none, leave a date as right or wrong as it was.
 */
record DayRules(ExportConfig config) {
    /** Asked of a date's first run alone: a further one only adds. */
    Optional<Objection> ofFewRows(Manifest manifest) {
        long fewest = config.value(ExportOptions.MIN_ROWS);
        long rows = rows(manifest);
        if (isFurther(manifest) || rows >= fewest) {
            return Optional.empty();
        }
        return Optional.of(new Objection(
                Code.TOO_FEW_ROWS,
                String.format(
                        Locale.ROOT,
                        "the day has %,d rows, gate.min-rows = %,d asks for more: see whether the lake is late, and whether"
                                + " source.path names the day's folder, or source.filter its rows; then run again. Where so few are right, set"
                                + " gate.min-rows = %d",
                        rows,
                        fewest,
                        rows)));
    }

    /** @param usual that is known */
    Optional<Objection> ofSize(Manifest manifest, UsualRows usual) {
        double share = config.value(ExportOptions.MAX_DEVIATION);
        double median = usual.median();
        long rows = rows(manifest);
        double most = median * (1 + share);
        boolean isTooSmall = rows < median * (1 - share) && !isFurther(manifest);
        // What earlier runs made too large, somebody has let pass.
        boolean isTooLarge = rows > most && manifest.earlier().allRows() <= most;
        if (!isTooSmall && !isTooLarge) {
            return Optional.empty();
        }
        return Optional.of(new Objection(
                Code.UNUSUAL_SIZE,
                String.format(
                        Locale.ROOT,
                        "the day has %,d rows, the median of the last %d days is %,.0f: %s is more than gate.max-deviation = %s"
                                + " allows. See whether the day is whole, and whether it is there twice; if it is right, raise"
                                + " gate.max-deviation for this run, or set it to null",
                        rows,
                        usual.rows().size(),
                        median,
                        median == 0
                                ? "any row"
                                : String.format(Locale.ROOT, "%+.0f %%", 100 * (rows - median) / median),
                        BigDecimal.valueOf(share).stripTrailingZeros().toPlainString())));
    }

    /** Of the rows of the date, as of the invalid ones: one odd row among three late ones is no third of the day. */
    Optional<Objection> ofDuplicates(Manifest manifest) {
        Duplicates found = manifest.source().duplicates();
        double share = config.value(ExportOptions.MAX_DUPLICATE_SHARE);
        if (found == null || found.rows() <= share * rows(manifest)) {
            return Optional.empty();
        }
        return Optional.of(new Objection(
                Code.TOO_MANY_DUPLICATES,
                String.format(
                        Locale.ROOT,
                        "of the %,d rows of the date %s. That is more than gate.max-duplicate-share = %s of them: sent, the same"
                                + " event counts twice for ever. Mend the source, or source.unique-key if it names too little; if"
                                + " each is an event of its own%s, raise gate.max-duplicate-share for this run",
                        rows(manifest),
                        found.sentence(),
                        BigDecimal.valueOf(share).stripTrailingZeros().toPlainString(),
                        // A refusal does not always say that no row was taken, and a refused payload may yet be halved
                        // and sent.
                        isFurther(manifest)
                                ? ", or a row that the API refused in an earlier run and of which it has applied nothing"
                                : "")));
    }

    /** Of all runs of the date, gone ones included: what was sent stays sent. */
    static long rows(Manifest manifest) {
        Manifest.Content planned = manifest.content();
        return manifest.earlier().allRows() + planned.validRows() + planned.invalidRows();
    }

    private static boolean isFurther(Manifest manifest) {
        return !manifest.earlier().comparedWith().isEmpty();
    }
}
