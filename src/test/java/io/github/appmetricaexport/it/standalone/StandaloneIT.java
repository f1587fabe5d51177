package io.github.appmetricaexport.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ClusterDay;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.SampleDay;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import io.github.appmetricaexport.upload.HadoopKeyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day on a cluster of one master and two workers; keys are where the executors run, and nowhere else. */
@Tag("cluster")
class StandaloneIT {
    private static final String KEY = "an-invented-key-of-the-workers";
    private static final String NEW_KEY = "an-invented-key-after-rotation";
    private static final String PROVIDERS = CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH;
    private static final int ROWS = 300;

    @TempDir
    private static Path shared;

    private static Path lake;
    private static String date;
    private static StandaloneCluster cluster;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startTheCluster() throws Exception {
        date = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
        lake = shared.resolve("lake");
        cluster = StandaloneCluster.start(
                shared.resolve("cluster"), Map.of("APPMETRICA_POST_API_KEY_" + ExportSetting.APPLICATION, KEY));
        SampleDay.make(lake, date, ROWS);
    }

    @AfterAll
    static void stopTheCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static SparkSubmitProcess submit(ClusterDay day, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--master=" + cluster.master(),
                "--executor-cores=1",
                "--executor-memory=600m",
                "--conf=spark.ui.enabled=false"));
        options.addAll(List.of(more));
        return day.submit("export.log", options.toArray(String[]::new));
    }

    /** Spark gives the lost executor's tasks to others, and those find what it was sending claimed. */
    @Test
    void endsTheDayWhenAnExecutorIsKilledHalfWay() throws Exception {
        try (ClusterDay day = ClusterDay.of(
                        folder, lake, date, KEY, Map.of(), "upload.call-timeout = 5s", "slow:1:delay=2,to=6");
                SparkSubmitProcess export = submit(day)) {
            day.awaitApplied(export, 2);
            anExecutor().destroyForcibly();

            assertThat(export.exitCode()).as(export.output()).isIn(0, 7);
            assertThat(export.output()).contains("Lost executor");
            assertThat(day.summary().get("exit_code").asInt()).isEqualTo(export.exitCode());
            day.assertThatThePromiseHolds(ROWS);
            assertThat(cluster.commandLines()).noneMatch(line -> line.contains(KEY));
        }
    }

    /** As a drained node does: it has its answers' receipts before it goes, and another sends the rest. */
    @Test
    void leavesNothingInDoubtWhenAnExecutorIsToldToEnd() throws Exception {
        try (ClusterDay day = ClusterDay.of(folder, lake, date, KEY, Map.of(), "", "slow:1:delay=1,to=6");
                SparkSubmitProcess export = submit(day)) {
            day.awaitApplied(export, 2);
            anExecutor().destroy();

            assertThat(export.exitCode()).as(export.output()).isZero();
            assertThat(export.output()).contains("Lost executor");
            day.assertThatThePromiseHolds(ROWS);
            assertThat(day.applied()).isEqualTo(ROWS);
            assertThat(cluster.executorLogs()).contains("told to end: waiting for the answers of");
        }
    }

    /** Of two, each on a worker of its own. */
    private static ProcessHandle anExecutor() {
        List<List<ProcessHandle>> executors = cluster.executors();
        assertThat(executors)
                .hasSize(2)
                .allSatisfy(ofAWorker -> assertThat(ofAWorker).hasSize(1));
        return executors.get(0).get(0);
    }

    /** Without a cluster's help: the provider is named in Spark's configuration, the key is in it alone. */
    @Test
    void findsAKeyInACredentialProvider() throws Exception {
        String provider = "localjceks://file" + folder.resolve("keys.jceks");
        CredentialProvider keys =
                CredentialProviderFactory.getProviders(providers(provider)).get(0);
        keys.createCredentialEntry(HadoopKeyStore.ALIAS_PREFIX + ExportSetting.APPLICATION, NEW_KEY.toCharArray());
        keys.flush();
        try (ClusterDay day =
                        ClusterDay.of(folder, lake, date, NEW_KEY, Map.of(), "api.key-source = hadoop", new String[0]);
                SparkSubmitProcess export = submit(day, "--conf=spark.hadoop." + PROVIDERS + "=" + provider)) {
            assertThat(export.exitCode()).as(export.output()).isZero();
            day.assertThatThePromiseHolds(ROWS);
            assertThat(day.applied()).isEqualTo(ROWS);
            assertThat(export.output()).doesNotContain(NEW_KEY);
        }
    }

    private static Configuration providers(String provider) {
        Configuration hadoop = new Configuration(false);
        hadoop.set(PROVIDERS, provider);
        return hadoop;
    }

    /** A mounted secret: the API takes the new key only, and a little later the kubelet has replaced the old one. */
    @Test
    void takesUpAKeyThatIsReplacedWhileItSends() throws Exception {
        Path mount = Files.createDirectories(folder.resolve("mount"));
        project(mount, "..2026_11_01", KEY);
        Files.createSymbolicLink(
                mount.resolve(ExportSetting.APPLICATION), Path.of("..data/" + ExportSetting.APPLICATION));
        String keys = "api { key-source = directory, key-directory = \"" + mount + "\" }";
        try (ClusterDay day = ClusterDay.of(folder, lake, date, KEY, Map.of(), keys, "slow:1:delay=0.5");
                SparkSubmitProcess export = submit(day)) {
            day.awaitApplied(export, 2);
            day.sandbox().replaceKey(ExportSetting.APPLICATION, NEW_KEY);
            Await.until(
                    "a request with the old key is refused",
                    () -> day.sandbox().ledger().requests().stream()
                            .anyMatch(request -> request.answered().orElse(0) == 403));
            project(mount, "..2026_11_02", NEW_KEY);

            assertThat(export.exitCode()).as(export.output()).isZero();
            day.assertThatThePromiseHolds(ROWS);
            assertThat(day.applied()).isEqualTo(ROWS);
            assertThat(export.output()).doesNotContain(KEY).doesNotContain(NEW_KEY);
        }
    }

    /** As the kubelet does: a folder is written aside, and one link to it is replaced in a single step. */
    private static void project(Path mount, String version, String key) throws Exception {
        Path written = Files.createDirectory(mount.resolve(version));
        Files.writeString(written.resolve(ExportSetting.APPLICATION), key + "\n");
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
        Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
