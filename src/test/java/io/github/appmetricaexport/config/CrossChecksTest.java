package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.PostApiField;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrossChecksTest {
    @Test
    void anEventBelongsToAProfileOrADevice() {
        assertThat(Configurations.problemsOf(Configurations.SMALLEST, Map.of("mapping.profile_id", "null")))
                .singleElement()
                .hasToString("mapping.profile_id: is required, or mapping.appmetrica_device_id, or both:"
                        + " every event belongs to a profile or a device");
    }

    @Test
    void theDeviceAloneIsEnough() {
        assertThat(Configurations.with("mapping.profile_id = null\nmapping.appmetrica_device_id = d")
                        .mapping())
                .containsEntry(PostApiField.APPMETRICA_DEVICE_ID, "d")
                .doesNotContainKey(PostApiField.PROFILE_ID);
    }

    @Test
    void marginAndDeadlineStayBelowTheAge() {
        String age = "api.max-event-age = 7h\n";
        assertThat(Configurations.problemsWith(age + "upload.deadline = 6h\n"))
                .singleElement()
                .hasToString("upload.deadline = 6h: must, together with api.event-age-margin = 1h,"
                        + " stay below api.max-event-age = 7h");
        assertThat(Configurations.problemsWith(age + "upload.deadline = 21599s\n"))
                .isEmpty();
    }

    @Test
    void theFirstBackOffIsAtMostTheLongest() {
        assertThat(Configurations.problemsWith("upload.first-back-off = 121s\n"))
                .singleElement()
                .hasToString("upload.first-back-off = 121s: must be at most upload.longest-back-off = 2m");
        assertThat(Configurations.problemsWith("upload.first-back-off = 2m\n")).isEmpty();
    }

    @Test
    void aDirectoryOfKeysIsNamed() {
        assertThat(Configurations.problemsWith("api.key-source = directory\n"))
                .singleElement()
                .hasToString(
                        "api.key-directory: is required with api.key-source = directory: the folder of the key files");
    }

    @Test
    void aDirectoryOfKeysThatNobodyReadsIsAMistake() {
        assertThat(Configurations.problemsWith("api.key-directory = /keys\n"))
                .singleElement()
                .hasToString("api.key-directory = /keys: is read only with api.key-source = directory:"
                        + " set that, or leave this out");
    }

    @Test
    void theTablesHaveExactlyOnePlace() {
        assertThat(Configurations.problemsWith("results.path = null\n"))
                .singleElement()
                .hasToString("results.path: is required, or results.tables:"
                        + " a folder for Parquet, or a catalog's namespace");
        assertThat(Configurations.problemsWith("results.tables = lake.audit\n"))
                .singleElement()
                .hasToString("results.tables = lake.audit: stands in the place of results.path: leave out one of them");
        assertThat(Configurations.problemsWith("results.table-format = delta\n"))
                .singleElement()
                .hasToString(
                        "results.table-format = delta: is read only with results.tables: set that, or leave this out");
        assertThat(Configurations.problemsWith(
                        "results { path = null, tables = lake.audit, table-format = iceberg }\n"))
                .isEmpty();
    }

    @Test
    void anOptionThatIsWrongByItselfIsReportedOnce() {
        assertThat(Configurations.problemsWith("upload.deadline = 6\napi.key-source = vault\n"))
                .extracting(Problem::key)
                .containsExactly("api.key-source", "upload.deadline");
    }
}
