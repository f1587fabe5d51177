package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appmetricaexport.api.PostApiField;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    @Test
    void theSmallestConfigurationHasTheDocumentedDefaults() {
        assertThat(Configurations.smallest())
                .isEqualTo(new ExportConfig(
                        "offline-events",
                        "/lake/dt={date}",
                        Map.of(
                                PostApiField.APPLICATION_ID, "1111",
                                PostApiField.PROFILE_ID, "user_id",
                                PostApiField.EVENT_NAME, "action",
                                PostApiField.EVENT_TIMESTAMP, "at"),
                        new ApiConfig(
                                URI.create("https://api.appmetrica.yandex.com"),
                                KeySource.ENV,
                                "",
                                Duration.ofDays(14),
                                Duration.ofHours(1),
                                Duration.ofHours(1),
                                false,
                                200,
                                ApiConfig.UNLIMITED,
                                235_520),
                        new PayloadConfig(25_000, 16_000_000),
                        new GateConfig(0.05),
                        new UploadConfig(
                                8,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(2),
                                Duration.ofHours(6),
                                10,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(40),
                                WhenUnknown.HOLD),
                        new WorkConfig("/work", Duration.ofDays(14), Duration.ofSeconds(30)),
                        new ResultsConfig("/results", "", "", false)));
    }

    @Test
    void anExpressionMayBeAWordWordsQuotedOrANumber() {
        ExportConfig config = Configurations.with("""
                mapping.event_name = action
                mapping.profile_id = cast(user_id as string)
                mapping.event_json = "to_json(struct(level, item))"
                mapping.mcc = 007
                """);
        assertThat(config.mapping())
                .containsEntry(PostApiField.EVENT_NAME, "action")
                .containsEntry(PostApiField.PROFILE_ID, "cast(user_id as string)")
                .containsEntry(PostApiField.EVENT_JSON, "to_json(struct(level, item))")
                .containsEntry(PostApiField.MCC, "007");
    }

    @Test
    void sizesAreDecimalBinaryOrBytes() {
        assertThat(Configurations.with("payload.max-bytes = 16MB").payload().maxBytes())
                .isEqualTo(16_000_000);
        assertThat(Configurations.with("payload.max-bytes = 16 MiB").payload().maxBytes())
                .isEqualTo(16_777_216);
        assertThat(Configurations.with("payload.max-bytes = 1000000").payload().maxBytes())
                .isEqualTo(1_000_000);
    }

    @Test
    void anOverrideWinsOverTheFileAlsoWhereTheFileRefersToIt() {
        String text = Configurations.SMALLEST + "results.path = ${work.path}/tables\npayload.max-rows = 5\n";
        ExportConfig config = ConfigLoader.parse(
                text, "test.conf", Map.of("work.path", "hdfs:///w", "payload.max-rows", "7"), Map.of());
        assertThat(config.results().path()).isEqualTo("hdfs:///w/tables");
        assertThat(config.payload().maxRows()).isEqualTo(7);
    }

    @Test
    void anOverrideNeedsNoQuotes() {
        assertThat(Configurations.withOverride("mapping.event_json", "to_json(struct(a, 'b: ${c}'))")
                        .mapping())
                .containsEntry(PostApiField.EVENT_JSON, "to_json(struct(a, 'b: ${c}'))");
    }

    @Test
    void nullUnsetsAnOptionThatMayBeAbsent() {
        assertThat(Configurations.with("mapping.mcc = mcc\nmapping.mcc = null").mapping())
                .doesNotContainKey(PostApiField.MCC);
        assertThat(Configurations.withOverride("api.daily-event-budget", "null")
                        .api()
                        .dailyEventBudget())
                .isEqualTo(ApiConfig.UNLIMITED);
        assertThat(Configurations.problemsOf(Configurations.SMALLEST, Map.of("work.path", "null")))
                .extracting(Problem::key)
                .containsExactly("work.path");
    }

    @Test
    void aVariableOfTheEnvironmentTakesItsPlaceInAValue() {
        String text = Configurations.SMALLEST + "source.path = ${LAKE}\"/dt={date}\"\njob.name = ${?JOB}\n";
        ExportConfig config = ConfigLoader.parse(text, "test.conf", Map.of(), Map.of("LAKE", "s3a://lake"));
        assertThat(config.sourcePath()).isEqualTo("s3a://lake/dt={date}");
        assertThat(config.jobName()).isEqualTo("offline-events");
    }

    @Test
    void onlyTheGivenEnvironmentCounts() {
        assertThat(Configurations.problemsWith("work.path = ${PATH}\n"))
                .extracting(Problem::key)
                .containsExactly("${PATH}");
    }

    @Test
    void nobodyChangesAConfigurationThatWasChecked() {
        assertThat(Configurations.smallest().mapping()).isUnmodifiable();
    }

    @Test
    void theProcessesOwnEnvironmentIsTheOneThatCounts() {
        ExportConfig config =
                ConfigLoader.parse(Configurations.SMALLEST + "work.path = ${PATH}\n", "test.conf", Map.of());
        assertThat(config.work().path()).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void systemPropertiesPlayNoPart() {
        System.setProperty("payload.max-rows", "17");
        System.setProperty("only.a.property", "leaked");
        try {
            ExportConfig config = ConfigLoader.parse(
                    Configurations.SMALLEST + "job.name = ${?only.a.property}\n", "test.conf", Map.of());
            assertThat(config.payload().maxRows()).isEqualTo(25_000);
            assertThat(config.jobName()).isEqualTo("offline-events");
        } finally {
            System.clearProperty("payload.max-rows");
            System.clearProperty("only.a.property");
        }
    }

    @Test
    void loadsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("export.conf"), "\uFEFF" + Configurations.SMALLEST);
        assertThat(ConfigLoader.load(file, Map.of())).isEqualTo(Configurations.smallest());
    }

    @Test
    void aFileThatCannotBeReadIsAProblemLikeAnyOther(@TempDir Path folder) throws IOException {
        Path notUtf8 = Files.write(folder.resolve("latin1.conf"), new byte[] {'a', '=', (byte) 0xE9});
        Path missing = folder.resolve("missing.conf");
        assertRefused(missing, "--config = " + missing + ": there is no such file");
        assertRefused(folder, "--config = " + folder + ": must be a file, not a folder");
        assertRefused(notUtf8, "--config = " + notUtf8 + ": the file must be UTF-8");
    }

    @Test
    void whatCrossesToExecutorsSurvivesTheWay() throws IOException, ClassNotFoundException {
        ExportConfig config = Configurations.smallest();
        for (Serializable part : List.of(config.api(), config.payload(), config.upload())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(part);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertThat(in.readObject()).isEqualTo(part);
            }
        }
    }

    private static void assertRefused(Path file, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file, Map.of()))
                .withMessage(message);
    }
}
