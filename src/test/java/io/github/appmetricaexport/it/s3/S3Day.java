package io.github.appmetricaexport.it.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.it.ExportSetting;
import io.github.appmetricaexport.it.SandboxProcess;
import io.github.appmetricaexport.it.SparkSubmitProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A day in the bucket {@code lake} to export to a sandbox of its own, with outbox and results in the bucket {@code state}. */
final class S3Day implements AutoCloseable {
    static final String KEY = "an-invented-key-of-1111";
    private static final int ROWS_OF_A_PAYLOAD = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final S3Server s3;
    private final Path folder;
    private final SandboxProcess sandbox;
    private final ExportSetting setting;

    private S3Day(S3Server s3, Path folder, SandboxProcess sandbox, ExportSetting setting) {
        this.s3 = s3;
        this.folder = folder;
        this.sandbox = sandbox;
        this.setting = setting;
    }

    /**
     * Starts the sandbox and writes the configuration.
     *
     * @param folder its name is that of the job's folder in the bucket
     * @param home of Spark
     * @param sandboxOptions such as its faults
     * @param options of the configuration, over what is set here
     */
    static S3Day of(S3Server s3, Path folder, String date, Path home, List<String> sandboxOptions, String... options)
            throws Exception {
        Files.createDirectories(folder);
        SandboxProcess sandbox = SandboxProcess.start(
                folder, Map.of(ExportSetting.APPLICATION, KEY), sandboxOptions.toArray(String[]::new));
        try {
            List<String> all = new ArrayList<>(List.of(
                    "source.path = \"s3a://lake/dt={date}\"",
                    "work.path = \"s3a://state/" + folder.getFileName() + "/work\"",
                    "results.path = \"s3a://state/" + folder.getFileName() + "/results\"",
                    "payload.max-rows = " + ROWS_OF_A_PAYLOAD,
                    "upload { call-timeout = 5s, host-clock-skew = 1s, max-concurrent-requests = 1 }"));
            all.addAll(List.of(options));
            ExportSetting setting =
                    ExportSetting.write(folder, folder, date, sandbox.baseUrl(), KEY, all.toArray(String[]::new));
            for (Map.Entry<String, String> credential : S3Server.credentials().entrySet()) {
                setting = setting.withEnvironment(credential.getKey(), credential.getValue());
            }
            return new S3Day(s3, folder, sandbox, setting.withEnvironment("SPARK_HOME", home.toString()));
        } catch (Exception | Error e) {
            sandbox.close();
            throw e;
        }
    }

    /** Writes a day of invented events into the bucket {@code lake}, in one file, by the client of Hadoop 3.3. */
    static void makeSource(S3Server s3, Path folder, String date, int rows) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false"));
        arguments.addAll(S3Server.client(s3.port(), folder));
        arguments.addAll(List.of(
                "sample-data",
                "--out=s3a://lake/dt=" + date,
                "--date=" + date,
                "--rows=" + rows,
                "--bad-share=0",
                "--application=" + ExportSetting.APPLICATION));
        Map<String, String> environment = new LinkedHashMap<>(S3Server.credentials());
        environment.put(
                "SPARK_HOME",
                S3Spark.HADOOP_3_3.home(S3Spark.HadoopCloud.ABSENT).toString());
        try (SparkSubmitProcess sample =
                SparkSubmitProcess.start(folder.resolve("sample-data.log"), environment, arguments)) {
            assertThat(sample.exitCode()).as(sample.output()).isZero();
        }
    }

    /** The same day with another variable in the environment. */
    S3Day withEnvironment(String name, String value) {
        return new S3Day(s3, folder, sandbox, setting.withEnvironment(name, value));
    }

    /** Adds a line to the configuration. */
    void set(String line) throws IOException {
        Files.writeString(folder.resolve("export.conf"), line + "\n", StandardOpenOption.APPEND);
    }

    /** @param port of the server, or of a relay before it */
    SparkSubmitProcess submit(String log, int port, List<String> more) {
        List<String> options = new ArrayList<>(List.of("--master", "local[1]", "--conf", "spark.ui.enabled=false"));
        options.addAll(S3Server.client(port, folder));
        options.addAll(more);
        return setting.submit(log, options.toArray(String[]::new));
    }

    SandboxProcess sandbox() {
        return sandbox;
    }

    /** The folder of the job in the bucket. */
    Path state() {
        return s3.bucket("state").resolve(folder.getFileName().toString());
    }

    /** The folder of its first run in the bucket. */
    Path run() {
        return state().resolve("work/it/date=" + setting.date() + "/run=1");
    }

    JsonNode summary() throws IOException {
        return JSON.readTree(run().resolve("summary.json").toFile());
    }

    /** No key, no secret of the store, no stack trace. */
    static void assertNoSecretIn(String output) {
        assertThat(output).doesNotContain(S3Server.SECRET_KEY, KEY, "\tat ");
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
