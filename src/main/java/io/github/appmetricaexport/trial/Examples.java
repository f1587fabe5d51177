package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.plan.Preview;
import io.github.appmetricaexport.plan.PreviewedRow;
import io.github.appmetricaexport.plan.RowTrial;
import io.github.appmetricaexport.plan.TaskRules;
import io.github.appmetricaexport.runtime.SparkSessions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Tests for a mapping: takes the rows of a file the way of an export, and compares. No server is asked. */
public final class Examples {
    private Examples() {}

    /**
     * Takes them with a Spark session of its own.
     *
     * @param date whose files tell the columns' types where the examples do not, and for which the filter asks; without it the
     *     examples' own time tells the filter's day, in UTC
     * @throws ConfigException for mistakes in the mapping and in the examples
     * @throws io.github.appmetricaexport.source.SourceException when the types are in a day that cannot be read
     */
    public static ExampleReport of(ExportConfig config, Path file, Optional<LocalDate> date) {
        ExamplesFile examples = ExamplesFile.read(file);
        if (examples.types().isEmpty() && date.isEmpty()) {
            throw new ConfigException(List.of(new Problem(
                    ExamplesFile.place(file, 1) + " types",
                    "",
                    "is needed without --date: begin the file with {\"types\": {\"at\": \"timestamp\", ...}}, or name a day"
                            + " whose files have the columns")));
        }
        try (SparkSession spark = SparkSessions.start("appmetrica-export check --examples")) {
            return of(spark, config, file, examples, date);
        }
    }

    static ExampleReport of(
            SparkSession spark, ExportConfig config, Path file, ExamplesFile examples, Optional<LocalDate> date) {
        StructType columns = examples.types().isEmpty()
                ? new TrialSource(spark, config, date.orElseThrow())
                        .open(List.of())
                        .rows()
                        .schema()
                : ExampleRows.columns(file, examples.types());
        Instant now = examples.now().orElseGet(Instant::now);
        LocalDate day = date.orElseGet(() -> LocalDate.ofInstant(now, ZoneOffset.UTC));
        Normalization mapped = new TrialSource(spark, config, day)
                .mapped(new ExampleRows(spark, file, columns).of(examples.examples()), "");
        Preview preview = new RowTrial(mapped, TaskRules.of(config, now))
                .first(examples.examples().size());
        ExampleComparison comparison = new ExampleComparison(preview.fields());
        List<Boolean> isPicked = isPicked(mapped, examples.examples().size());
        Iterator<PreviewedRow> picked = preview.rows().iterator();
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < examples.examples().size(); i++) {
            differences.addAll(comparison.differences(
                    examples.examples().get(i), isPicked.get(i) ? Optional.of(picked.next()) : Optional.empty()));
        }
        return new ExampleReport(file.toString(), examples.examples().size(), differences);
    }

    /** Of each row, in their order, whether the filter picks it. */
    private static List<Boolean> isPicked(Normalization mapped, int rows) {
        return mapped.conditions().isEmpty()
                ? Collections.nCopies(rows, true)
                : mapped.conditions().get(0).picked().collectAsList().stream()
                        .map(row -> !row.isNullAt(0) && row.getBoolean(0))
                        .toList();
    }
}
