package io.github.appmetricaexport.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.jobs.SubmitScript.Submission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code jobs/submit.sh} makes of a command line, per kind of cluster. */
class SubmitScriptTest {
    private static final String KUBERNETES = "k8s://https://127.0.0.1:6443";
    private static final String IMAGE = "spark.kubernetes.container.image=registry.example/appmetrica-export:1";

    @TempDir
    private Path folder;

    private SubmitScript script;

    @BeforeEach
    void writeAConfiguration() throws IOException {
        script = new SubmitScript(folder).with("HADOOP_CONF_DIR", folder.toString());
        Files.writeString(folder.resolve("my.conf"), "");
    }

    @Test
    void submitsToThisMachineWithoutAMaster() throws Exception {
        Submission export = script.submit("export", "--config", "my.conf", "--date", "2026-11-22");
        assertThat(export.exitCode()).isZero();
        assertThat(export.option("--master")).isEqualTo("local[*]");
        assertThat(export.option("--deploy-mode")).isEqualTo("client");
        assertThat(export.option("--name")).isEqualTo("appmetrica-export 2026-11-22");
        assertThat(export.option("--files")).isNull();
        assertThat(export.ofTheJob()).containsExactly("export", "--config", "my.conf", "--date", "2026-11-22");
    }

    @Test
    void passesOptionsOfEveryFormOn() throws Exception {
        Submission export = script.submit(
                "--supervise",
                "--queue",
                "export",
                "--num-executors=3",
                "--conf",
                "a.b=it's \"x\" $HOME",
                "-v",
                "status");
        assertThat(export.arguments())
                .containsSubsequence(
                        "--supervise",
                        "--queue",
                        "export",
                        "--num-executors",
                        "3",
                        "--conf",
                        "a.b=it's \"x\" $HOME",
                        "-v");
        assertThat(export.ofTheJob()).containsExactly("status");
    }

    @Test
    void keepsOptionsOfTheJobAsTheyAre() throws Exception {
        Submission resolve = script.submit("resolve", "--reason", "none seen, \"so far\"", "--conf", "", "--files");
        assertThat(resolve.ofTheJob())
                .containsExactly("resolve", "--reason", "none seen, \"so far\"", "--conf", "", "--files");
    }

    @Test
    void joinsFilesThatSparkWouldTakeOnlyTheLastOf() throws Exception {
        Submission export = script.submit("--files", "/a", "--files=/b,/c", "--conf", "spark.files=/d", "export");
        assertThat(export.option("--files")).isEqualTo("/a,/b,/c,/d");
    }

    @ParameterizedTest
    @CsvSource({
        "local[4], spark.speculation, false",
        "spark://127.0.0.1:7077, spark.cores.max, 4",
        "yarn, spark.yarn.maxAppAttempts, 1",
        "yarn, spark.executor.memory, 1g",
        "k8s://http://127.0.0.1:1, spark.decommission.enabled, true"
    })
    void hasDefaultsPerKindOfClusterOverThoseOfAll(String master, String key, String value) throws Exception {
        Submission export = script.submit("--master", master, "--conf", IMAGE, "export");
        assertThat(export.setting(key)).isEqualTo(value);
    }

    @Test
    void namesTheFilesOfTheProjectByTheirPath() throws Exception {
        Submission export = script.submit("--master", KUBERNETES, "--conf", IMAGE, "export");
        assertThat(Path.of(export.setting("spark.kubernetes.driver.podTemplateFile")))
                .exists();
        assertThat(Path.of(export.setting("spark.kubernetes.executor.podTemplateFile")))
                .exists();
    }

    @Test
    void leavesADefaultOutThatTheCallerSets() throws Exception {
        Submission export = script.submit("--conf", "spark.driver.memory=3g", "export");
        assertThat(export.setting("spark.driver.memory")).isEqualTo("3g");
        assertThat(export.arguments()).doesNotContain("spark.driver.memory=1g");
    }

    @Test
    void letsAPropertiesFileWinOverTheDefaults() throws Exception {
        Files.writeString(
                folder.resolve("p"), "# of the team\nspark.master yarn\nspark.executor.memory=5g\nspark.files: /a\n");
        Submission export = script.submit("--properties-file", "p", "export", "--config=my.conf");
        assertThat(export.option("--properties-file")).isEqualTo("p");
        assertThat(export.option("--master")).isEqualTo("yarn");
        assertThat(export.setting("spark.executor.memory")).isNull();
        assertThat(export.option("--files")).startsWith("/a,my.conf,");
    }

    @Test
    void sendsTheConfigurationToADriverOnYarn() throws Exception {
        Path conf = Files.writeString(folder.resolve("with blank.conf"), "");
        Submission export = script.submit("--master", "yarn", "export", "--config", conf.toString());
        assertThat(export.option("--deploy-mode")).isEqualTo("cluster");
        assertThat(export.option("--files"))
                .isEqualTo(conf + "," + SubmitScript.PROJECT.resolve("conf/log4j2.properties"));
        assertThat(export.ofTheJob()).containsExactly("export", "--config", "with blank.conf");
        assertThat(export.option("--driver-java-options")).isEqualTo("-Dlog4j2.configurationFile=log4j2.properties");
        assertThat(export.submitOptions()).contains("file:" + SubmitScript.PROJECT.resolve("conf/log4j2.properties"));
    }

    @Test
    void keepsTheDriverHereOnYarnForWhatAPersonReads() throws Exception {
        Submission status = script.submit("--master", "yarn", "status", "--config", "my.conf");
        assertThat(status.option("--deploy-mode")).isEqualTo("client");
        assertThat(status.ofTheJob()).containsExactly("status", "--config", "my.conf");
        assertThat(status.option("--driver-java-options")).contains("file:" + SubmitScript.PROJECT);
    }

    @Test
    void takesTheCallersLoggingOnYarn() throws Exception {
        Submission export = script.submit("--master", "yarn", "--files", "/mine/log4j2.properties", "export");
        assertThat(export.option("--files")).isEqualTo("/mine/log4j2.properties");
    }

    @Test
    void logsInJsonEverywhereOnYarn() throws Exception {
        Submission export = script.submit("--json-logs", "--master", "yarn", "export");
        assertThat(export.option("--files"))
                .isEqualTo(SubmitScript.PROJECT.resolve("conf/log4j2-json.properties") + "");
        assertThat(export.option("--driver-java-options"))
                .isEqualTo("-Dlog4j2.configurationFile=log4j2-json.properties -Dappmetrica.log.format=json");
        assertThat(export.setting("spark.executor.extraJavaOptions"))
                .isEqualTo("-Dlog4j2.configurationFile=log4j2-json.properties");
    }

    @Test
    void putsTheCallersJavaOptionsAfterItsOwn() throws Exception {
        Submission export = script.submit("--driver-java-options", "-Dx=1 -Dlog4j2.configurationFile=y", "export");
        assertThat(export.option("--driver-java-options"))
                .endsWith("log4j2.properties -Dx=1 -Dlog4j2.configurationFile=y");
    }

    @Test
    void readsAMountedConfigurationOnKubernetes() throws Exception {
        Submission export = script.without("APPMETRICA_EXPORT_JAR")
                .submit("--master", KUBERNETES, "--conf", IMAGE, "export", "--config", "local:///etc/x/export.conf");
        assertThat(export.option("--files")).isNull();
        assertThat(export.arguments())
                .endsWith("local:///opt/spark/app/appmetrica-export.jar", "export", "--config", "/etc/x/export.conf");
    }

    @Test
    void uploadsAConfigurationToAFolderOnKubernetes() throws Exception {
        Submission export = script.submit(
                "--master",
                KUBERNETES,
                "--conf",
                IMAGE,
                "--conf",
                "spark.kubernetes.file.upload.path=s3a://lake/up",
                "export",
                "--config",
                "my.conf");
        assertThat(export.option("--files")).isEqualTo("my.conf");
        assertThat(export.ofTheJob()).containsExactly("export", "--config", "my.conf");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--master mesos://x export                                  | is none of local[*], spark://HOST:PORT, yarn, k8s://",
                "--master yarn export --config none.conf                    | --config none.conf cannot be read",
                "--master k8s://http://x:1 export                           | --conf spark.kubernetes.container.image=",
                "--master k8s://http://x:1 --conf spark.kubernetes.container.image=i export --config my.conf | --config local:///etc",
                "--master spark://x:1 --deploy-mode cluster export --config my.conf | --config local:///path",
                "--deploy-mode cluster export                               | name it with --master",
                "--master yarn --deploy-mode clutser export                 | --deploy-mode clutser is neither client nor cluster",
                "--conf spark.x export                                      | --conf spark.x is not KEY=VALUE",
                "--properties-file none export                              | --properties-file none cannot be read",
                "--conf                                                     | --conf needs a value",
                "exprot                                                     | exprot is not a command",
                "--verbose                                                  | name a command"
            })
    void saysWhatToChange(String commandLine, String message) throws Exception {
        Submission refused = script.submit(commandLine.strip().split(" +"));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains(message.strip());
        assertThat(refused.arguments()).isEmpty();
    }

    @Test
    void wantsToKnowWhereYarnIs() throws Exception {
        Submission refused = script.without("HADOOP_CONF_DIR").submit("--master", "yarn", "export");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("set HADOOP_CONF_DIR");
    }

    @Test
    void asksSparkAboutADriverWithoutACommand() throws Exception {
        Submission asked = script.submit("--master", "spark://127.0.0.1:7077", "--status", "driver-1");
        assertThat(asked.arguments()).containsExactly("--master", "spark://127.0.0.1:7077", "--status", "driver-1");
    }

    @ParameterizedTest
    @CsvSource({
        // What spark-submit saw last of the pod, and of the containers in it.
        "Succeeded, spark-kubernetes-driver 0, 0",
        "Failed, spark-kubernetes-driver 7, 7",
        "Failed, sidecar 1 spark-kubernetes-driver 5, 5",
        "Failed, a-name-of-its-own 5, 5",
        "Failed, spark-kubernetes-driver 0, 6",
        "Failed, '', 6",
        "Running, spark-kubernetes-driver running, 6",
        "Running, sidecar 0 spark-kubernetes-driver running, 6",
    })
    void endsAsTheDriversContainerDidOnKubernetes(String phase, String containers, int exitCode) throws Exception {
        List<String> log =
                new ArrayList<>(List.of("Waiting for application the-day to finish...", "\t phase: " + phase));
        String[] words = containers.isEmpty() ? new String[0] : containers.split(" ");
        for (int i = 0; i < words.length; i += 2) {
            log.add("\t container name: " + words[i]);
            log.add(words[i + 1].equals("running") ? "\t container state: running" : "\t exit code: " + words[i + 1]);
        }
        Submission export = script.logging(log.toArray(new String[0]))
                .submit("--master", KUBERNETES, "--conf", IMAGE, "export", "--config=local:///my.conf");
        assertThat(export.exitCode()).as(export.err()).isEqualTo(exitCode);
        assertThat(export.err().contains("run again, it resumes")).isEqualTo(exitCode == 6);
    }

    @Test
    void endsAsTheSubmissionWhereNobodyWaitsForTheDriver() throws Exception {
        Submission export = script.logging("\t phase: Pending", "Deployed Spark application the-day into Kubernetes")
                .submit("--master", KUBERNETES, "--conf", IMAGE, "export", "--config=local:///my.conf");
        assertThat(export.exitCode()).as(export.err()).isZero();
    }

    @Test
    void printsACommandThatAShellReadsAsItWasMeant() throws Exception {
        String[] arguments = {
            "--master", "local[2]", "--conf", "a.b=it's \"x\" $HOME *", "resolve", "--reason", "two\nlines; `no`", ""
        };
        Submission real = script.submit(arguments);
        String[] dry = new String[arguments.length + 1];
        dry[0] = "--dry-run";
        System.arraycopy(arguments, 0, dry, 1, arguments.length);
        Submission shown = script.submit(dry);
        assertThat(shown.arguments()).isEmpty();
        assertThat(script.paste(shown.out()).arguments()).isEqualTo(real.arguments());
    }

    @Test
    void takesTheProjectsSparkSubmitForADistributionThatHasNone() throws Exception {
        Path home = Files.createDirectories(folder.resolve("bare/jars")).getParent();
        Submission shown = script.with("SPARK_HOME", home.toString()).submit("--dry-run", "export");
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .startsWith("env SPARK_HOME=" + home + " "
                        + SubmitScript.PROJECT.resolve("src/main/spark/bin/spark-submit") + " \\\n");
    }

    @Test
    void saysWhereSparkIsMissing() throws Exception {
        Submission refused =
                script.with("SPARK_HOME", folder.resolve("none").toString()).submit("export");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("no Spark in " + folder.resolve("none"));
    }

    @Test
    void neverPrintsAKey() throws Exception {
        Submission shown = script.submit(
                "--dry-run", "--conf=spark.executorEnv.APPMETRICA_POST_API_KEY_1111=an-invented-key", "export");
        assertThat(shown.out())
                .contains("spark.executorEnv.APPMETRICA_POST_API_KEY_1111")
                .doesNotContain("invented");
        assertThat(shown.err()).contains("prefer api.key-source").doesNotContain("invented");
        Submission token = script.submit(
                "--dry-run", "--conf=spark.yarn.appMasterEnv.APPMETRICA_LOGS_API_TOKEN=an-invented-token", "reconcile");
        assertThat(token.out()).contains("APPMETRICA_LOGS_API_TOKEN").doesNotContain("invented");
        assertThat(token.err()).contains("prefer logs-api.token-source").doesNotContain("invented");
    }
}
