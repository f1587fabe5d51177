package io.github.appmetricaexport.outbox;

import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Option;
import io.github.appmetricaexport.config.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Whose an outbox is: {@code {work}/{job}/job.json}, written by the first export and compared by every later one. Two jobs in
 * one outbox would take each other's finished dates for their own, and send nothing.
 *
 * @param format version of the file's shape
 * @param sourcePath {@code source.path}, with {@code {date}} in it, or {@code source.table}
 * @param results where the tables are: {@code results.tables} or {@code results.path}
 * @param since when the outbox became this job's
 * @param adoptions what was so before, the newest last
 */
public record JobRecord(
        int format, String jobName, String sourcePath, String results, Instant since, List<Adoption> adoptions) {
    private static final int FORMAT = 1;
    private static final String DATE_PATTERN = "{date:";
    private static final String DATE_PATTERN_WITHOUT_COLON = "{date=";

    /** What the outbox said before somebody decided that it belongs to the job as it is configured since. */
    public record Adoption(String sourcePath, String results, String by, Instant at) {}

    public JobRecord {
        Objects.requireNonNull(sourcePath, "sourcePath");
        Objects.requireNonNull(results, "results");
        adoptions = adoptions == null ? List.of() : List.copyOf(adoptions);
    }

    /**
     * Looks whose the outbox is; one that is nobody's yet becomes the configured job's.
     *
     * @param job the folder with a folder per date
     * @return what is otherwise than recorded, each with both values; empty when it is this job's
     */
    public static List<Problem> claim(Store store, Path job, ExportConfig config, Instant now) {
        Path file = file(job);
        if (!store.exists(file)) {
            store.createIfAbsent(file, Json.writeForPeople(of(config, List.of(), now)));
        }
        return problems(store, job, config);
    }

    /** As {@link #claim}, for those who only read: of an outbox that is nobody's yet there is nothing to say. */
    public static List<Problem> problems(Store store, Path job, ExportConfig config) {
        Path file = file(job);
        if (!store.exists(file)) {
            return List.of();
        }
        Optional<JobRecord> recorded = read(store, file);
        if (recorded.isEmpty()) {
            return List.of(new Problem(
                    "work.path",
                    config.value(ExportOptions.WORK_PATH),
                    "cannot tell whose outbox this is, " + file + " is damaged. If it is this job's, run once: "
                            + "export --adopt-outbox"));
        }
        if (recorded.get().format() != FORMAT) {
            return List.of(recorded.get().foreign(file, config));
        }
        return recorded.get().differences(config, job);
    }

    /**
     * Makes the outbox the configured job's, and keeps what it was.
     *
     * @throws ConfigException when a later version wrote the record: what it says more would be lost
     */
    public static void adopt(Store store, Path job, ExportConfig config, String by, Instant now) {
        Path file = file(job);
        List<Adoption> adoptions = new ArrayList<>();
        if (store.exists(file)) {
            read(store, file).ifPresent(recorded -> {
                if (recorded.format() > FORMAT) {
                    throw new ConfigException(List.of(recorded.foreign(file, config)));
                }
                adoptions.addAll(recorded.adoptions());
                adoptions.add(new Adoption(recorded.sourcePath(), recorded.results(), by, now));
            });
        }
        store.publish(file, Json.writeForPeople(of(config, adoptions, now)));
    }

    private Problem foreign(Path file, ExportConfig config) {
        return new Problem(
                "work.path",
                config.value(ExportOptions.WORK_PATH),
                file + " is of format " + format + ", and this version of the job knows " + FORMAT
                        + ": use the version that wrote it, or a later one");
    }

    private static Path file(Path job) {
        return new Path(job, "job.json");
    }

    /** Empty when it is damaged. */
    private static Optional<JobRecord> read(Store store, Path file) {
        try {
            return Optional.of(store.read(file, JobRecord.class));
        } catch (SpoiltFileException damaged) {
            return Optional.empty();
        }
    }

    private static JobRecord of(ExportConfig config, List<Adoption> adoptions, Instant now) {
        return new JobRecord(
                FORMAT,
                config.value(ExportOptions.JOB_NAME),
                plain(source(config), config),
                plain(results(config), config),
                now,
                adoptions);
    }

    private static Option<String> source(ExportConfig config) {
        return config.value(ExportOptions.SOURCE_TABLE).isEmpty()
                ? ExportOptions.SOURCE_PATH
                : ExportOptions.SOURCE_TABLE;
    }

    private static Option<String> results(ExportConfig config) {
        return config.value(ExportOptions.RESULTS_TABLES).isEmpty()
                ? ExportOptions.RESULTS_PATH
                : ExportOptions.RESULTS_TABLES;
    }

    /** A path without slashes that say nothing of the place. Hadoop takes what stands before a colon in the first name for a scheme. */
    private static String plain(Option<String> option, ExportConfig config) {
        String place = config.value(option);
        return option.equals(ExportOptions.SOURCE_TABLE)
                ? place
                : new Path(place.replace(DATE_PATTERN, DATE_PATTERN_WITHOUT_COLON))
                        .toString()
                        .replace(DATE_PATTERN_WITHOUT_COLON, DATE_PATTERN);
    }

    private List<Problem> differences(ExportConfig config, Path job) {
        List<Problem> problems = new ArrayList<>();
        compare(source(config), sourcePath, config, job, problems);
        compare(results(config), results, config, job, problems);
        return problems;
    }

    private static void compare(
            Option<String> option, String recorded, ExportConfig config, Path job, List<Problem> problems) {
        if (!plain(option, config).equals(recorded)) {
            problems.add(new Problem(
                    option.key(),
                    config.value(option),
                    "the outbox " + job + " belongs to a job that has " + recorded
                            + " here. Give this job a job.name of its"
                            + " own; if it is the same job and the lake moved, run once: export --adopt-outbox"));
        }
    }
}
