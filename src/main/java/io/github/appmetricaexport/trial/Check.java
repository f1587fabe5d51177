package io.github.appmetricaexport.trial;

import io.github.appmetricaexport.config.ApiOptions;
import io.github.appmetricaexport.config.ConfigLoader;
import io.github.appmetricaexport.config.ExportConfig;
import io.github.appmetricaexport.config.ExportOptions;
import io.github.appmetricaexport.config.Option;
import io.github.appmetricaexport.config.Problem;
import io.github.appmetricaexport.config.UploadOptions;
import io.github.appmetricaexport.outbox.DateOutbox;
import io.github.appmetricaexport.outbox.FrozenRun;
import io.github.appmetricaexport.outbox.JobRecord;
import io.github.appmetricaexport.outbox.RunLock;
import io.github.appmetricaexport.outbox.Store;
import io.github.appmetricaexport.results.ResultsTables;
import io.github.appmetricaexport.runtime.FileSystems;
import io.github.appmetricaexport.runtime.SparkSessions;
import io.github.appmetricaexport.trial.Finding.Part;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Looks at everything that an export of a date needs, also where a part of it is wrong: nothing is planned, written or sent.
 *
 * @param config what could be read of the configuration
 */
public record Check(SparkSession spark, ExportConfig config, LocalDate date) {
    /** Looks with a Spark session of its own. */
    public static CheckReport of(String file, ConfigLoader.Reading reading, LocalDate date) {
        Findings findings = new Findings();
        findings.wrong(Part.CONFIGURATION, reading.problems());
        if (reading.problems().isEmpty()) {
            findings.ok(
                    Part.CONFIGURATION,
                    file + ", job " + reading.config().orElseThrow().value(ExportOptions.JOB_NAME));
        }
        if (reading.config().isEmpty()) {
            Arrays.stream(Part.values())
                    .filter(part -> part != Part.CONFIGURATION)
                    .forEach(part -> findings.unknown(part, "cannot be told without a configuration"));
            return new CheckReport(date, findings.all());
        }
        try (SparkSession spark = SparkSessions.start("appmetrica-export check " + date)) {
            new Check(spark, reading.config().get(), date).look(findings, reading.problems());
        }
        return new CheckReport(date, findings.all());
    }

    /** @param told what is known to be wrong with the configuration, and told already */
    void look(Findings findings, List<Problem> told) {
        new SourceCheck(spark, config, date, findings, told).look();
        lookAt(
                Part.ADDRESS,
                List.of(ApiOptions.BASE_URL, UploadOptions.CONNECT_TIMEOUT, UploadOptions.CALL_TIMEOUT),
                told,
                findings,
                part -> findings.add(address()));
        lookAt(
                Part.RESULTS,
                List.of(
                        ExportOptions.RESULTS_PATH,
                        ExportOptions.RESULTS_TABLES,
                        ExportOptions.RESULTS_TABLE_FORMAT,
                        ExportOptions.INDEX_EVENTS),
                told,
                findings,
                part -> results(part, findings));
        lookAt(
                Part.WORK,
                List.of(
                        ExportOptions.WORK_PATH,
                        ExportOptions.JOB_NAME,
                        ExportOptions.SOURCE_PATH,
                        ExportOptions.SOURCE_TABLE),
                told,
                findings,
                part -> work(part, findings));
    }

    private void lookAt(Part part, List<Option<?>> needed, List<Problem> told, Findings findings, Findings.Look look) {
        Optional<String> missing = missing(config, needed, told);
        if (missing.isPresent()) {
            findings.unknown(part, missing.get());
        } else {
            findings.look(part, look);
        }
    }

    /**
     * Why there is nothing to look at yet.
     *
     * @param told what is wrong with values that could be read: nobody is told twice
     */
    static Optional<String> missing(ExportConfig config, List<Option<?>> needed, List<Problem> told) {
        Set<String> wrong = told.stream().map(Problem::key).collect(Collectors.toSet());
        String missing = needed.stream()
                .filter(option -> !config.has(option) || wrong.contains(option.key()))
                .map(Option::key)
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? Optional.empty() : Optional.of("cannot be told before this is right: " + missing);
    }

    /** From where requests will be made. */
    private Finding address() {
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(1), 1)
                .mapPartitions(new AddressTask(config))
                .first();
    }

    private void results(Part part, Findings findings) throws Exception {
        Optional<Problem> place = FileSystems.problem(ExportOptions.RESULTS_PATH, config, hadoop());
        if (place.isPresent()) {
            findings.wrong(part, List.of(place.get()));
            return;
        }
        ResultsTables tables = ResultsTables.of(spark, config);
        ResultsTables.Look look = tables.look();
        findings.wrong(part, look.problems());
        if (look.problems().isEmpty()) {
            findings.ok(
                    part,
                    tables.place() + ": "
                            + (look.present().isEmpty()
                                    ? "no table is there yet, the first export makes them"
                                    : "there are " + String.join(", ", look.present())));
        }
    }

    private void work(Part part, Findings findings) {
        try (Store store = FileSystems.openWork(config, hadoop())) {
            DateOutbox outbox = new DateOutbox(store, config, date);
            List<Problem> problems = JobRecord.problems(store, outbox.job(), config);
            findings.wrong(part, problems);
            Optional<String> obstacle = store.obstacleAt(outbox.folder());
            obstacle.ifPresent(found -> findings.wrong(
                    part,
                    List.of(new Problem(
                            ExportOptions.WORK_PATH.key(),
                            config.value(ExportOptions.WORK_PATH),
                            "must be a folder that the job can write to: " + found))));
            if (problems.isEmpty() && obstacle.isEmpty()) {
                findings.ok(
                        part,
                        outbox.folder() + ": " + runs(outbox.counting()) + "; lock "
                                + RunLock.describe(store, outbox.folder()));
            }
        }
    }

    private static String runs(List<FrozenRun> runs) {
        return runs.isEmpty()
                ? "no run of this date"
                : runs.stream()
                        .map(run -> String.format(
                                Locale.ROOT,
                                "%s frozen at %s, %,d events in %,d payloads",
                                run.manifest().identity().runId(),
                                run.manifest().identity().createdAt(),
                                run.manifest().content().validRows(),
                                run.manifest().content().payloads()))
                        .collect(Collectors.joining("; "));
    }

    private Configuration hadoop() {
        return spark.sparkContext().hadoopConfiguration();
    }
}
