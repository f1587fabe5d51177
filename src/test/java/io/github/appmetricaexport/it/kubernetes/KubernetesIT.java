package io.github.appmetricaexport.it.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.appmetricaexport.it.Await;
import io.github.appmetricaexport.it.ClusterJars;
import io.github.appmetricaexport.it.SparkLine;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the real spark-submit asks an API server of Kubernetes for, and where the key is not. */
@Tag("cluster")
class KubernetesIT {
    private static final String KEY = "an-invented-key-of-a-secret";
    private static final String[] KINDS = {"pods", "configmaps", "services", "secrets"};
    private static final String KEYS = "/etc/appmetrica-export/keys";
    private static final String SCALA_2_12 = "3.5.5";

    @TempDir
    private static Path shared;

    private static KubernetesProcess kubernetes;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startTheServer() throws Exception {
        kubernetes = KubernetesProcess.start(shared.resolve("kubernetes"));
    }

    @AfterAll
    static void stopTheServer() {
        if (kubernetes != null) {
            kubernetes.close();
        }
    }

    private static Path spark(String version) throws Exception {
        List<Path> jars = new ArrayList<>();
        if (version.equals(SCALA_2_12)) {
            jars.addAll(ClusterJars.in(SparkLine.FLOOR.home().resolve("jars"), ""));
            jars.addAll(ClusterJars.in(ClusterJars.resolve("kubernetes", "kubernetes"), ""));
        } else {
            jars.addAll(ClusterJars.in(
                    ClusterJars.resolve(
                            "kubernetes",
                            "kubernetes-" + version,
                            "spark.version=" + version,
                            "scala.binary.version=2.13",
                            "slf4j.version=2.0.17"),
                    ""));
        }
        return ClusterJars.distribution("spark-with-kubernetes-" + version, jars);
    }

    private SparkSubmitProcess submit(String version, String name, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "--master=" + kubernetes.master(),
                "--name=" + name,
                "--conf=spark.kubernetes.container.image=registry.example/appmetrica-export:1",
                "--conf=spark.kubernetes.report.interval=200ms",
                "--conf=spark.kubernetes.executor.secretKeyRef.APPMETRICA_POST_API_KEY_1111=export-keys:1111",
                "--conf=spark.ui.enabled=false"));
        all.addAll(List.of(arguments));
        return SparkSubmitProcess.start(
                folder.resolve("submit.log"),
                Map.of("SPARK_HOME", spark(version).toString(), "APPMETRICA_POST_API_KEY_1111", KEY),
                all);
    }

    private static JsonNode awaitPod(String name, String role, SparkSubmitProcess submission) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        Await.until("there is a pod of the " + role, () -> {
            found.clear();
            for (JsonNode pod : kubernetes.objects("pods", name)) {
                if (pod.at("/metadata/labels/spark-role").asText().equals(role)) {
                    found.add(pod);
                }
            }
            assertThat(submission.isAlive() || !found.isEmpty())
                    .as(submission.output())
                    .isTrue();
            return !found.isEmpty();
        });
        return found.get(0);
    }

    @ParameterizedTest
    @CsvSource({SCALA_2_12 + ", 7", "4.1.1, 0"})
    void submitsALockedDownDriverAndEndsWithItsExitCode(String version, int exitCode) throws Exception {
        String name = "export-of-" + version.replace('.', '-');
        try (SparkSubmitProcess submission = submit(
                version,
                name,
                "export",
                "--config=local:///etc/appmetrica-export/config/export.conf",
                "--date=2026-11-22")) {
            JsonNode pod = awaitPod(name, "driver", submission);
            assertThatItIsLockedDown(pod, "spark-kubernetes-driver");
            JsonNode container = container(pod, "spark-kubernetes-driver");
            assertThat(texts(container.path("args")))
                    .endsWith(
                            "local:///opt/spark/app/appmetrica-export.jar",
                            "export",
                            "--config=/etc/appmetrica-export/config/export.conf",
                            "--date=2026-11-22");
            assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("appmetrica-export");
            assertThat(pod.at("/spec/restartPolicy").asText()).isEqualTo("Never");
            assertThat(mounts(container))
                    .contains("/etc/appmetrica-export/config")
                    .as("only executors send")
                    .doesNotContain(KEYS);
            assertThat(pod.at("/spec/volumes").toString()).doesNotContain("\"secret\"");
            // Spark makes the config map after the pod.
            Await.until("there is a config map", () -> !properties(name).isEmpty());
            kubernetes.endDriver(pod.at("/metadata/name").asText(), exitCode);
            assertThat(submission.exitCode()).as(submission.output()).isEqualTo(exitCode);
            assertThat(properties(name))
                    .contains("spark.decommission.enabled=true")
                    .contains("spark.speculation=false")
                    .contains("spark.authenticate=true")
                    .doesNotContain("spark.authenticate.secret")
                    .contains("spark.network.crypto.enabled=true")
                    .contains("spark.network.crypto.saslFallback=false")
                    .contains("spark.kubernetes.authenticate.executor.serviceAccountName=appmetrica-export-executor");
            assertThatTheKeyIsNowhere(submission);
        }
    }

    /** With the driver here, executors are asked for at once: the server keeps what it is asked for. */
    @Test
    void asksForLockedDownExecutors() throws Exception {
        Path config = Files.writeString(
                folder.resolve("export.conf"),
                String.join(
                        "\n",
                        "source.path = \"file://" + folder + "/none\"",
                        "mapping { application_id = 1111, profile_id = id, event_name = name, event_timestamp = at }",
                        "work.path = \"file://" + folder + "/work\"",
                        "results.path = \"file://" + folder + "/results\""));
        try (SparkSubmitProcess export = submit(
                SCALA_2_12,
                "executors-asked-for",
                "--deploy-mode=client",
                "--conf=spark.kubernetes.executor.podNamePrefix=executors-asked-for",
                "--conf=spark.driver.host=127.0.0.1",
                "export",
                "--config=" + config,
                "--date=2026-11-22")) {
            JsonNode pod = awaitPod("executors-asked-for", "executor", export);
            assertThatItIsLockedDown(pod, "spark-kubernetes-executor");
            assertThat(pod.at("/spec/serviceAccountName").asText()).isEqualTo("appmetrica-export-executor");
            assertThat(pod.at("/spec/automountServiceAccountToken").isBoolean()).isTrue();
            assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean()).isFalse();
            assertThatItHasTheKeys(pod);
            JsonNode container = container(pod, "spark-kubernetes-executor");
            assertThat(environment(container, "_SPARK_AUTH_SECRET")
                            .path("value")
                            .asText())
                    .as("the secret that Spark made for this run")
                    .hasSizeGreaterThan(32);
            assertThat(container.at("/lifecycle/preStop/exec/command/0"))
                    .as("a drained node tells the executor first")
                    .hasToString("\"/opt/decom.sh\"");
            assertThatTheKeyIsNowhere(export);
        }
    }

    private static void assertThatItIsLockedDown(JsonNode pod, String name) {
        assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/spec/securityContext/runAsUser").asInt()).isEqualTo(185);
        assertThat(pod.at("/spec/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("/spec/terminationGracePeriodSeconds").asInt())
                .as("longer than upload.call-timeout")
                .isGreaterThan(120);
        JsonNode container = container(pod, name);
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").isBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean())
                .isFalse();
        assertThat(texts(container.at("/securityContext/capabilities/drop"))).containsExactly("ALL");

        // What Spark and S3's client write to, under a root file system that takes nothing.
        assertThat(mounts(container)).contains("/tmp", "/opt/spark/work-dir");
        String localDirs =
                environment(container, "SPARK_LOCAL_DIRS").path("value").asText();
        assertThat(mounts(container)).contains(localDirs);
    }

    private static void assertThatItHasTheKeys(JsonNode pod) {
        JsonNode container = container(pod, "spark-kubernetes-executor");
        assertThat(mounts(container)).contains(KEYS);
        assertThat(pod.at("/spec/volumes").toString())
                .contains("{\"name\":\"keys\",\"secret\":{\"defaultMode\":288,\"optional\":true,"
                        + "\"secretName\":\"appmetrica-export-keys\"}}");
        JsonNode key = environment(container, "APPMETRICA_POST_API_KEY_1111");
        assertThat(key.at("/valueFrom/secretKeyRef/name").asText()).isEqualTo("export-keys");
        assertThat(key.has("value")).isFalse();
    }

    private static void assertThatTheKeyIsNowhere(SparkSubmitProcess submission) throws Exception {
        for (String kind : KINDS) {
            assertThat(kubernetes.objects(kind, "").toString()).as(kind).doesNotContain(KEY);
        }
        assertThat(submission.commandLines())
                .anyMatch(line -> line.contains("org.apache.spark.deploy.SparkSubmit"))
                .noneMatch(line -> line.contains(KEY));
        assertThat(submission.output()).doesNotContain(KEY);
    }

    /** Spark's settings as the driver's pod finds them in its config map, one a line. */
    private static String properties(String name) throws Exception {
        StringBuilder properties = new StringBuilder();
        for (JsonNode map : kubernetes.objects("configmaps", "")) {
            String text = map.at("/data/spark.properties").asText();
            if (text.contains(name)) {
                properties.append(text);
            }
        }
        return properties.toString().replace("\\:", ":");
    }

    private static JsonNode container(JsonNode pod, String name) {
        return StreamSupport.stream(pod.at("/spec/containers").spliterator(), false)
                .filter(container -> container.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode environment(JsonNode container, String name) {
        return StreamSupport.stream(container.path("env").spliterator(), false)
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> mounts(JsonNode container) {
        return StreamSupport.stream(container.path("volumeMounts").spliterator(), false)
                .map(mount -> mount.path("mountPath").asText())
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
