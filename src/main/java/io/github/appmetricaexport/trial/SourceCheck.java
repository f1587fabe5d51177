package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Option;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.gate.KeyCheck;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.plan.Preview;
import io.github.appmetricaexport.plan.PreviewedRow;
import io.github.appmetricaexport.plan.RowTrial;
import io.github.appmetricaexport.plan.TaskRules;
import io.github.appmetricaexport.source.SourceDay;
import io.github.appmetricaexport.trial.Finding.Part;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * From the day's files over the mapping to the keys of the applications in its first rows.
 *
 * @param told what is known to be wrong with the configuration, and told already
 */
record SourceCheck(SparkSession spark, ExportConfig config, LocalDate date, Findings findings, List<Problem> told) {
    /** Enough to meet the applications of a day, and read by one task. */
    private static final int SAMPLE = 1_000;

    private static final int MOST_REASONS = 5;
    private static final int LONGEST_COLUMNS = 2_000;

    private static final List<Option<?>> RULES = List.of(
            UploadOptions.DEADLINE,
            ApiOptions.MAX_EVENT_AGE,
            ApiOptions.EVENT_AGE_MARGIN,
            ApiOptions.MAX_CLOCK_SKEW,
            ApiOptions.MAX_EVENT_JSON_BYTES,
            ExportOptions.MAX_ROWS,
            ExportOptions.MAX_BYTES,
            ExportOptions.MAX_APPLICATIONS,
            ExportOptions.MAX_DAY_BYTES,
            ExportOptions.MIN_ROWS,
            ExportOptions.MAX_INVALID_SHARE);

    void look() {
        Optional<SourceDay> day = Optional.empty();
        Optional<String> missing = Check.missing(
                config,
                List.of(
                        ExportOptions.SOURCE_PATH,
                        ExportOptions.SOURCE_TABLE,
                        ExportOptions.SOURCE_FILTER,
                        ExportOptions.UNIQUE_KEY),
                told);
        if (missing.isPresent()) {
            findings.unknown(Part.SOURCE, missing.get());
        } else {
            day = findings.find(Part.SOURCE, this::open);
        }
        if (day.isEmpty()) {
            findings.unknown(Part.MAPPING, "cannot be told without the source's columns");
            findings.unknown(Part.SAMPLE, "cannot be told without the source");
            findings.unknown(Part.KEYS, "cannot be told before it is known which applications the day has");
            return;
        }
        mapping(day.get());
    }

    private TrialSource source() {
        return new TrialSource(spark, config, date);
    }

    private SourceDay open(Part part) {
        SourceDay day = source().open(List.of());
        findings.ok(
                part,
                String.format(
                        Locale.ROOT,
                        "%s: %,d rows in %,d files, %,.1f MB, %d columns",
                        day.path(),
                        day.rowCount(),
                        day.fileCount(),
                        day.bytes() / 1e6,
                        day.rows().columns().length));
        findings.ok(
                part,
                "columns: " + PreviewText.cut(day.rows().schema().toDDL().replaceAll(",(?! )", ", "), LONGEST_COLUMNS));
        day.notice().ifPresent(notice -> findings.ok(part, notice));
        return day;
    }

    private void mapping(SourceDay day) {
        Map<PostApiField, String> mapping = config.mapping();
        List<String> known = told.stream().map(Problem::key).toList();
        List<Problem> problems = source().problems(day.rows());
        findings.wrong(
                Part.MAPPING,
                problems.stream()
                        .filter(problem -> !known.contains(problem.key()))
                        .toList());
        if (!problems.isEmpty()) {
            findings.unknown(Part.SAMPLE, "cannot be told before the mapping is right");
            findings.unknown(Part.KEYS, "cannot be told before the mapping is right");
            return;
        }
        String notMapped = Arrays.stream(PostApiField.values())
                .filter(field -> !mapping.containsKey(field))
                .map(PostApiField::column)
                .collect(Collectors.joining(", "));
        findings.ok(
                Part.MAPPING, mapping.size() + " fields" + (notMapped.isEmpty() ? "" : "; not mapped: " + notMapped));
        Optional<String> missing = Check.missing(config, RULES, told);
        if (missing.isPresent()) {
            findings.unknown(Part.SAMPLE, missing.get());
            findings.unknown(Part.KEYS, missing.get());
            return;
        }
        Optional<Preview> sample = findings.find(Part.SAMPLE, part -> sample(part, day));
        if (sample.isEmpty()) {
            findings.unknown(Part.KEYS, "cannot be told before it is known which applications the day has");
        } else {
            findings.look(Part.KEYS, part -> keys(part, sample.get()));
        }
    }

    private Preview sample(Part part, SourceDay day) {
        Normalization mapped = source().mapped(day.rows(), "");
        Preview sample = new RowTrial(mapped, TaskRules.of(config, Instant.now())).first(SAMPLE);
        boolean isWholeDay = sample.rows().size() < SAMPLE;
        Optional<String> objection =
                isWholeDay ? tooFew(sample).or(() -> tooManyInvalid(sample)) : tooManyInvalid(sample);
        String sentence =
                sentence(sample) + objection.map(found -> "; " + found).orElse("");
        if (isWholeDay ? objection.isPresent() : sample.payloads().isEmpty()) {
            findings.wrong(part, sentence);
        } else {
            findings.ok(part, sentence);
        }
        return sample;
    }

    private Optional<String> tooFew(Preview sample) {
        long fewest = config.value(ExportOptions.MIN_ROWS);
        int rows = sample.rows().size();
        return rows >= fewest
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "that is the whole day, and gate.min-rows = %,d asks for more: see whether the lake is late, and whether"
                                + " source.path and source.filter are right; where so few are right, set gate.min-rows = %d",
                        fewest,
                        rows));
    }

    private Optional<String> tooManyInvalid(Preview sample) {
        double most = config.value(ExportOptions.MAX_INVALID_SHARE);
        int rows = sample.rows().size();
        return refused(sample) <= most * rows
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "that is %.2f %% of %s, gate.max-invalid-share allows %.2f %%: mend the source or the mapping, or raise"
                                + " gate.max-invalid-share",
                        100.0 * refused(sample) / rows,
                        rows < SAMPLE ? "the whole day" : "this beginning of the day",
                        100 * most));
    }

    private static long refused(Preview sample) {
        return sample.rows().stream().filter(PreviewedRow::isRefused).count();
    }

    /** With the commonest reasons. */
    private String sentence(Preview sample) {
        long refused = refused(sample);
        Map<String, Long> reasons = sample.rows().stream()
                .flatMap(row -> row.reasons().stream())
                .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting()));
        String commonest = reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_REASONS)
                .map(reason -> String.format(Locale.ROOT, "%s (%,d)", reason.getKey(), reason.getValue()))
                .collect(Collectors.joining("; "));
        return String.format(
                Locale.ROOT,
                "of the first %,d rows%s %,d would be sent%s%s",
                sample.rows().size(),
                source().expressions().hasFilter() ? " that source.filter picks" : "",
                sample.rows().size() - refused,
                refused == 0 ? "" : String.format(Locale.ROOT, ", %,d refused: %s", refused, commonest),
                more(reasons.size() - MOST_REASONS));
    }

    private static String more(int reasons) {
        if (reasons <= 0) {
            return "";
        }
        return reasons == 1 ? "; and 1 more reason" : "; and " + reasons + " more reasons";
    }

    private void keys(Part part, Preview sample) {
        Optional<String> missing =
                Check.missing(config, List.of(ApiOptions.KEY_SOURCE, ApiOptions.KEY_DIRECTORY), told);
        if (missing.isPresent()) {
            findings.unknown(part, missing.get());
            return;
        }
        Set<String> applications = new TreeSet<>();
        sample.payloads().forEach(payload -> applications.add(Long.toString(payload.applicationId())));
        if (applications.isEmpty()) {
            findings.unknown(part, "no row of the first " + sample.rows().size() + " would be sent");
            return;
        }
        SerializableConfiguration hadoop = new SerializableConfiguration(
                new Configuration(spark.sparkContext().hadoopConfiguration()));
        for (KeyCheck.Found found : KeyCheck.look(spark, config, hadoop, applications)) {
            if (found.objection().isEmpty()) {
                findings.ok(part, "application " + found.application() + ": fingerprint " + found.fingerprint());
            } else {
                findings.wrong(part, found.objection());
            }
        }
    }
}
