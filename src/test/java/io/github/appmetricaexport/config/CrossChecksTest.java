package io.github.appmetricaexport.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.results.ResultsTable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossChecksTest {
    @Test
    void anEventBelongsToAProfileOrADevice() {
        assertThat(TestConfig.problemsOf(TestConfig.SMALLEST, Map.of("mapping.profile_id", "null")))
                .singleElement()
                .hasToString("mapping.profile_id: is required, or mapping.appmetrica_device_id, or both:"
                        + " every event belongs to a profile or a device");
    }

    @Test
    void theDeviceAloneIsEnough() {
        assertThat(TestConfig.with("mapping.profile_id = null\nmapping.appmetrica_device_id = d")
                        .mapping())
                .containsEntry(PostApiField.APPMETRICA_DEVICE_ID, "d")
                .doesNotContainKey(PostApiField.PROFILE_ID);
    }

    @Test
    void theDayHasOneSource() {
        assertThat(TestConfig.problemsWith("source.path = null\n"))
                .singleElement()
                .hasToString(
                        "source.path: is required, or source.table: where the day's files lie, or a table of a catalog");
        assertThat(TestConfig.problemsWith("source { table = lake.db.events, filter = \"dt = '{date}'\" }\n"))
                .singleElement()
                .hasToString(
                        "source.table = lake.db.events: stands in the place of source.path: leave out one of them");
    }

    @Test
    void theFilterNamesTheDayOfATable() {
        String table = "source { path = null, table = lake.db.events }\n";
        assertThat(TestConfig.problemsWith(table))
                .singleElement()
                .hasToString(
                        "source.filter: is required with source.table, such as dt = '{date}': without the date in it"
                                + " every date would send the same rows of the table");
        assertThat(TestConfig.problemsWith(table + "source.filter = \"country = 'XX'\"\n"))
                .singleElement()
                .hasToString(
                        "source.filter = country = 'XX': must name the day with source.table, such as dt = '{date}':"
                                + " without the date in it every date would send the same rows of the table");
        assertThat(TestConfig.problemsWith(table + "source.filter = \"dt = {date:yyyyMMdd}\"\n"))
                .isEmpty();
    }

    /** Two dates with one folder or filter would each send the rows of both. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "path | /lake/{date:yyyy}/{date:MM} | 2021-01-01 and 2021-01-02 | the day, too, such as {date:dd}",
                "path | /lake/{date:YYYY-'W'ww} | 2021-01-01 and 2021-01-02 | the day, too, such as {date:dd}",
                "path | /lake/{date:yyyy}/{date:dd} | 2021-01-01 and 2021-02-01 | the month, too, such as {date:MM}",
                "path | /lake/{date:MM-dd} | 2021-01-01 and 2022-01-01 | the year, too, such as {date:yyyy}",
                "path | /lake/{date:yyyyMd} | 2021-01-11 and 2021-11-01 | the whole date, such as {date} or {date:yyyyMMdd}",
                "table | y = {date:yyyy} and m = {date:MM} | 2021-01-01 and 2021-01-02 | the day, too, such as {date:dd}",
            })
    void eachDateHasRowsOfItsOwn(String source, String text, String dates, String remedy) {
        String both = source.equals("path")
                ? "source.path = \"" + text + "\"\n"
                : "source { path = null, table = lake.db.events, filter = \"" + text + "\" }\n";
        assertThat(TestConfig.problemsWith(both))
                .singleElement()
                .asString()
                .startsWith("source." + (source.equals("path") ? "path" : "filter") + " = " + text
                        + ": is the same for " + dates + ", which would both send the same rows: name " + remedy);
    }

    @Test
    void pathAndFilterMayNameADateTogether() {
        assertThat(TestConfig.problemsWith(
                        "source.path = \"/lake/{date:yyyy}/{date:MM}\"\nsource.filter = \"d = {date:dd}\"\n"))
                .isEmpty();
        assertThat(TestConfig.problemsWith("source.path = \"/lake/day=7\"\n")).isEmpty();
    }

    @Test
    void marginAndDeadlineStayBelowTheAge() {
        String age = "api.max-event-age = 7h\n";
        assertThat(TestConfig.problemsWith(age + "upload.deadline = 6h\n"))
                .singleElement()
                .hasToString("upload.deadline = 6h: must, together with api.event-age-margin = 1h,"
                        + " stay below api.max-event-age = 7h");
        assertThat(TestConfig.problemsWith(age + "upload.deadline = 21599s\n")).isEmpty();
    }

    @Test
    void theFirstBackOffIsAtMostTheLongest() {
        assertThat(TestConfig.problemsWith("upload.first-back-off = 121s\n"))
                .singleElement()
                .hasToString("upload.first-back-off = 121s: must be at most upload.longest-back-off = 2m");
        assertThat(TestConfig.problemsWith("upload.first-back-off = 2m\n")).isEmpty();
    }

    @Test
    void noTableIsWhereTheOutboxIs() {
        for (ResultsTable table : ResultsTable.values()) {
            String name = table.label();
            assertThat(TestConfig.problemsWith(
                            "results.path = /tables/\nwork.path = /tables\njob.name = " + name + "\n"))
                    .singleElement()
                    .hasToString("results.path = /tables/: has a table where the outbox is, /tables/" + name
                            + "/ (work.path and job.name): give the tables a folder of their own");
        }
        assertThat(TestConfig.problemsWith("results.path = /work/offline-events/date=D\n"))
                .hasSize(1);
        assertThat(TestConfig.problemsWith("work.path = /results/runs/of\n")).hasSize(1);
        assertThat(TestConfig.problemsWith("results.path = /work\n")).isEmpty();
        assertThat(TestConfig.problemsWith("results.path = /work/offline-events-tables\n"))
                .isEmpty();
    }

    @Test
    void aDirectoryOfKeysIsNamed() {
        assertThat(TestConfig.problemsWith("api.key-source = directory\n"))
                .singleElement()
                .hasToString(
                        "api.key-directory: is required with api.key-source = directory: the folder of the key files");
    }

    @Test
    void aDirectoryOfKeysThatNobodyReadsIsAMistake() {
        assertThat(TestConfig.problemsWith("api.key-directory = /keys\n"))
                .singleElement()
                .hasToString("api.key-directory = /keys: is read only with api.key-source = directory:"
                        + " set that, or leave this out");
    }

    @Test
    void aDirectoryOfTheTokenIsNamedExactlyWhenItIsRead() {
        assertThat(TestConfig.problemsWith("logs-api.token-source = directory\n"))
                .singleElement()
                .hasToString("logs-api.token-directory: is required with logs-api.token-source = directory: the folder"
                        + " of the token's file");
        assertThat(TestConfig.problemsWith("logs-api.token-directory = /keys\n"))
                .singleElement()
                .hasToString("logs-api.token-directory = /keys: is read only with logs-api.token-source = directory:"
                        + " set that, or leave this out");
    }

    @Test
    void theTablesHaveExactlyOnePlace() {
        assertThat(TestConfig.problemsWith("results.path = null\n"))
                .singleElement()
                .hasToString("results.path: is required, or results.tables:"
                        + " a folder for Parquet, or a catalog's namespace");
        assertThat(TestConfig.problemsWith("results.tables = lake.audit\n"))
                .singleElement()
                .hasToString("results.tables = lake.audit: stands in the place of results.path: leave out one of them");
        assertThat(TestConfig.problemsWith("results.table-format = delta\n"))
                .singleElement()
                .hasToString(
                        "results.table-format = delta: is read only with results.tables: set that, or leave this out");
        assertThat(TestConfig.problemsWith("results { path = null, tables = lake.audit, table-format = iceberg }\n"))
                .isEmpty();
    }

    @Test
    void anOptionThatIsWrongByItselfIsReportedOnce() {
        assertThat(TestConfig.problemsWith("upload.deadline = 6\napi.key-source = vault\n"))
                .extracting(Problem::key)
                .containsExactly("api.key-source", "upload.deadline");
    }
}
