package io.github.appmetricaexport.it.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.RacingProcesses;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source, outbox and results on a real S3 protocol, with credentials on, with the clients of Hadoop 3.3 and 3.4. */
@Tag("cluster")
class S3IT {
    private static final int ROWS_OF_A_FILE = 48;
    private static final int FILES = 5;
    private static final int ROWS = FILES * ROWS_OF_A_FILE;
    private static final int ROUNDS = 10;
    private static final String WRONG_SECRET = "an-invented-secret-of-nobody";
    private static final String DATE =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static S3Server s3;
    private static final ExecutorService TWO = Executors.newFixedThreadPool(2);
    private static Future<Exported> onHadoop33;
    private static Future<Exported> onHadoop34;
    private static Future<String> missingBucket;
    private static Future<String> wrongSecret;

    /** What an export left behind. */
    private record Exported(
            int exitCode, String output, JsonNode summary, List<LedgerRequest> requests, Path results, Again again) {}

    /** What one more export under another mapping came to. */
    private record Again(int exitCode, String output) {}

    @BeforeAll
    static void exportTwoAtATime() throws Exception {
        s3 = S3Server.start(shared, "lake", "state", "race");
        makeTheDay();
        // Linked here, before two threads would.
        Path hadoop33 = S3Spark.HADOOP_3_3.home(S3Spark.HadoopCloud.ABSENT);
        Path hadoop34 = S3Spark.HADOOP_3_4.home(S3Spark.HadoopCloud.PRESENT);
        onHadoop33 = TWO.submit(() -> export(S3Spark.HADOOP_3_3, hadoop33));
        onHadoop34 = TWO.submit(() -> export(
                S3Spark.HADOOP_3_4,
                hadoop34,
                "--conf",
                "spark.sql.sources.commitProtocolClass=org.apache.spark.internal.io.cloud.PathOutputCommitProtocol"));
        missingBucket = TWO.submit(() -> {
            try (S3Day day = S3Day.of(
                    s3,
                    shared.resolve("bucket"),
                    DATE,
                    hadoop33,
                    List.of(),
                    "results.path = \"s3a://no-such-bucket/results\"")) {
                return refused(day);
            }
        });
        wrongSecret = TWO.submit(() -> {
            try (S3Day day = S3Day.of(s3, shared.resolve("secret"), DATE, hadoop33, List.of())
                    .withEnvironment("AWS_SECRET_ACCESS_KEY", WRONG_SECRET)) {
                return refused(day);
            }
        });
    }

    /** Of so many files that the listing of the source has several pages. */
    private static void makeTheDay() throws Exception {
        S3Day.makeSource(s3, shared, DATE, ROWS_OF_A_FILE);
        Path day = s3.bucket("lake").resolve("dt=" + DATE);
        Path file = ClusterJars.in(day, "part-").get(0);
        for (int more = 1; more < FILES; more++) {
            // The server keeps an object's tag in the attributes of its file.
            Files.copy(file, day.resolve("part-more-" + more + ".parquet"), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static Exported export(S3Spark spark, Path home, String... options) throws Exception {
        try (S3Day day = S3Day.of(s3, shared.resolve(spark.name().toLowerCase(Locale.ROOT)), DATE, home, List.of());
                SparkSubmitProcess export = day.submit("export.log", s3.port(), List.of(options))) {
            int exitCode = export.exitCode();
            JsonNode summary = exitCode == 0 ? day.summary() : null;
            Again again = exportAgain(day, options);
            return new Exported(
                    exitCode,
                    export.output(),
                    summary,
                    day.sandbox().ledger().requests(),
                    day.state().resolve("results"),
                    again);
        }
    }

    private static Again exportAgain(S3Day day, String... options) throws IOException {
        day.set("mapping.device_model = \"cast(null as string)\"");
        try (SparkSubmitProcess export = day.submit("again.log", s3.port(), List.of(options))) {
            return new Again(export.exitCode(), export.output());
        }
    }

    /** The output of an export that must end with 2. */
    private static String refused(S3Day day) {
        try (SparkSubmitProcess process = day.submit("export.log", s3.port(), List.of())) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(2);
            S3Day.assertNoSecretIn(process.output());
            return process.output();
        }
    }

    @AfterAll
    static void endThemAll() throws Exception {
        TWO.shutdownNow();
        TWO.awaitTermination(1, TimeUnit.MINUTES);
        if (s3 != null) {
            s3.close();
        }
    }

    @Test
    void exportsWithTheClientOfHadoop34ByConditionalWrites() throws Exception {
        Exported export = onHadoop34.get();

        assertExported(export, S3Spark.HADOOP_3_4);
        assertThat(export.output()).doesNotContain("conditional writes");
    }

    /** All of its rows are planned aside in the bucket, and held against what was sent. */
    @Test
    void comparesTheDateWhereTheMappingHasChangedAndSendsNoneOfItAgain() throws Exception {
        Exported export = onHadoop34.get();

        assertThat(export.again().exitCode()).as(export.again().output()).isZero();
        assertThat(export.again().output()).contains("read " + ROWS + " = booked " + ROWS + " + accepted 0");
        assertThat(export.requests().stream().mapToLong(LedgerRequest::rows).sum())
                .isEqualTo(ROWS);
    }

    @Test
    void exportsWithTheClientOfHadoop33AndSaysOnceThatClaimsAreWeaker() throws Exception {
        Exported export = onHadoop33.get();

        assertExported(export, S3Spark.HADOOP_3_3);
        assertThat(export.output()).containsOnlyOnce("has no conditional writes with this Hadoop");
    }

    private static void assertExported(Exported export, S3Spark spark) throws IOException {
        assertThat(export.exitCode()).as(export.output()).isZero();
        assertThat(export.output()).contains(ROWS + " rows in " + FILES + " files");
        assertThat(export.summary().get("spark_version").asText())
                .isEqualTo(spark.line().version());
        assertThat(export.summary().get("books_balance").asBoolean()).isTrue();
        assertThat(export.summary().at("/events/accepted").asInt()).isEqualTo(ROWS);
        assertThat(export.requests()).hasSize(export.summary().get("requests").asInt());
        assertThat(export.requests().stream().mapToLong(LedgerRequest::rows).sum())
                .isEqualTo(ROWS);
        S3Day.assertNoSecretIn(export.output());
        for (String table : List.of("payloads", "rejects", "runs")) {
            assertThat(committer(export.results().resolve(table))).as(table).isEqualTo("magic");
        }
    }

    /** As S3A's own committers leave it in the marker of a finished job; one made of renames leaves it empty. */
    private static String committer(Path table) throws IOException {
        try (Stream<Path> files = Files.walk(table)) {
            Path marker =
                    files.filter(file -> file.endsWith("_SUCCESS")).findFirst().orElseThrow();
            return JSON.readTree(marker.toFile()).path("committer").asText();
        }
    }

    /** Of many processes and threads that write one object in the same moment, the store takes the first. */
    @Test
    void letsExactlyOneOfManyClaimAnObjectWithTheClientOfHadoop34() throws Exception {
        Path folder = Files.createDirectories(shared.resolve("race"));
        String settings = S3Server.settings(s3.port(), folder).entrySet().stream()
                .map(setting -> "<property><name>" + setting.getKey() + "</name><value>" + setting.getValue()
                        + "</value></property>")
                .collect(Collectors.joining("\n", "<configuration>", "</configuration>"));
        Files.writeString(folder.resolve("core-site.xml"), settings);
        String jars = S3Spark.HADOOP_3_4.home(S3Spark.HadoopCloud.PRESENT).resolve("jars") + "/*";

        Map<Integer, List<String>> winners = RacingProcesses.winners(
                folder, folder + File.pathSeparator + jars, S3Server.credentials(), "s3a://race/at", ROUNDS);

        for (int round = 0; round < ROUNDS; round++) {
            String written = Files.readString(s3.bucket("race").resolve("at/claims/" + round));
            assertThat(winners.get(round)).as("winners of round %d", round).containsExactly(written);
        }
    }

    @Test
    void namesTheBucketThatIsNotThere() throws Exception {
        assertThat(missingBucket.get())
                .contains("results.path = s3a://no-such-bucket/results", "must be where the job can write to");
    }

    @Test
    void saysThatTheCredentialsAreRefused() throws Exception {
        assertThat(wrongSecret.get())
                .contains("work.path = s3a://state/secret/work", "results.path = s3a://state/secret/results")
                .contains("the store refuses the credentials it is shown (403)")
                .doesNotContain(WRONG_SECRET);
    }
}
