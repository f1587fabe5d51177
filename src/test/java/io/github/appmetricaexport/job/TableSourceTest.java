package io.github.appmetricaexport.job;

import static io.github.appmetricaexport.job.Day.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.appmetricaexport.CatalogSpark;
import io.github.appmetricaexport.config.ConfigException;
import io.github.appmetricaexport.results.RunOutcome;
import io.github.appmetricaexport.source.SourceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A day of a table in the catalogs that people have, from the table to the ledger. */
@Tag("cluster")
class TableSourceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATE = Day.DATE.toString();
    private static final AtomicInteger TABLES = new AtomicInteger();

    @TempDir
    private static Path lake;

    private static SparkSession spark;

    private final List<Map<String, String>> first = events("1111", 20);
    private final List<Map<String, String>> late = events("2222", 3);

    @TempDir
    private Path folder;

    private Day day;
    private LakeTable table;

    @BeforeAll
    static void startSpark() {
        spark = CatalogSpark.start(lake);
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    @AfterEach
    void close() throws IOException {
        day.close();
    }

    /** With the first events, those of another day, and two that are of no day. */
    private void create(String format) throws IOException {
        day = new Day(spark, folder);
        table = LakeTable.create(spark, format, "events" + TABLES.incrementAndGet());
        table.append(DATE, first);
        table.append("2026-11-19", events("1111", 7));
        table.append(null, events("1111", 2));
        day.set("source.path", "null");
        day.set("source.table", table.name());
        day.set("source.filter", "dt = '{date}'");
    }

    private void send() {
        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);
    }

    private void assertSent(List<Map<String, String>> events) {
        assertThat(day.ledger()).containsExactlyInAnyOrderElementsOf(Day.asSent(events));
    }

    private JsonNode manifest(int run) throws IOException {
        return JSON.readTree(day.run(run).resolve("manifest.json").toFile());
    }

    private static List<Map<String, String>> both(List<Map<String, String>> some, List<Map<String, String>> more) {
        List<Map<String, String>> both = new ArrayList<>(some);
        both.addAll(more);
        return both;
    }

    private void assertBooked(int run, long booked, long gone, long accepted) throws IOException {
        JsonNode manifest = manifest(run);
        assertThat(manifest.get("bookedRows").asLong()).as("booked").isEqualTo(booked);
        assertThat(manifest.get("goneRows").asLong()).as("gone").isEqualTo(gone);
        assertThat(manifest.get("validRows").asLong()).as("accepted").isEqualTo(accepted);
        assertThat(manifest.at("/skipped/undecidedRows").asLong()).as("NULL").isEqualTo(2);
        assertThat(manifest.get("sourceRows").asLong()).as("the books balance").isEqualTo(booked + accepted + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta", "parquet"})
    void sendsTheRowsThatTheFilterPicksAndCountsThoseOfNoDay(String format) throws IOException {
        create(format);
        boolean hasVersions = !format.equals("parquet");
        List<Map<String, String>> there = first;
        if (hasVersions) {
            table.delete("event_name = 'event-1111-4'");
            there = both(first.subList(0, 4), first.subList(5, 20));
        }

        send();

        assertSent(there);
        assertBooked(1, 0, 0, there.size());
        assertThat(manifest(1).path("sourceTable").path("version").asText(null))
                .isEqualTo(hasVersions ? table.version() : null);
        assertThat(manifest(1).get("sourcePath").asText()).isEqualTo(table.name());
        assertThat(day.summary().path("source").asText()).isEqualTo(table.name());
        assertThat(day.summary().path("source_version").asText(null)).isEqualTo(hasVersions ? table.version() : null);
        assertThat(day.table("runs").get(0).<String>getAs("source_version"))
                .isEqualTo(hasVersions ? table.version() : null);
        assertThat(day.said())
                .contains("planning 2026-11-20: " + there.size() + " rows in 1 files")
                .contains(
                        hasVersions
                                ? table.name() + " is read as of its version " + table.version()
                                : table.name() + " has no versions");
    }

    /** In a text of its own, and in a struct with a list and a map. */
    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta", "parquet"})
    void refusesTextThatIsNoUtf8AsThoseOfFilesAre(String format) throws IOException {
        create(format);
        spark.sql("ALTER TABLE " + table.name()
                + " ADD COLUMNS (more STRUCT<texts: ARRAY<STRING>, by_name: MAP<STRING, STRING>>)");
        spark.sql("INSERT INTO " + table.name() + " (" + String.join(", ", Day.COLUMNS) + ", more, dt) SELECT "
                + String.join(", ", Day.COLUMNS).replace("event_name", "v.name")
                + ", named_struct('texts', array('a', v.text), 'by_name', map(v.text, 'a')), dt FROM " + table.name()
                + " LATERAL VIEW inline(array(struct('whole' AS name, 'b' AS text),"
                + " struct(cast(X'61FF62' AS STRING) AS name, 'b' AS text),"
                + " struct('broken' AS name, cast(X'61FF62' AS STRING) AS text))) v"
                + " WHERE event_name = 'event-1111-0' AND dt = '" + DATE + "'");
        day.set("source.filter", "dt = '{date}' AND event_name NOT LIKE 'event-%'");
        day.set("mapping.event_json", "more");

        assertThat(day.export()).isEqualTo(RunOutcome.COMPLETE);

        Map<String, String> whole = new TreeMap<>(first.get(0));
        whole.put("event_name", "whole");
        whole.put("event_json", "{\"texts\":[\"a\",\"b\"],\"by_name\":{\"b\":\"a\"}}");
        assertSent(List.of(whole));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "parquet"})
    void takesWhatADryRunFroze(String format) throws IOException {
        create(format);
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);

        send();

        assertThat(day.said()).contains("taking the payloads that run").doesNotContain("planning ");
        assertSent(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "parquet"})
    void makesNoFurtherRunWhereOtherDaysHaveChanged(String format) throws IOException {
        create(format);
        send();
        table.append("2026-11-21", late);
        if (!format.equals("parquet")) {
            table.delete("dt = '2026-11-19'");
        }

        send();

        assertThat(day.said()).doesNotContain("planning ");
        assertThat(day.run(2)).doesNotExist();
        assertSent(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta", "parquet"})
    void readsOnlyWhatWasAppended(String format) throws IOException {
        create(format);
        send();
        table.append(DATE, late);

        send();

        assertSent(both(first, late));
        assertThat(day.said()).contains("1 files were added", "3 rows in 1 files");
        assertBooked(2, 20, 0, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta"})
    void comparesTheRowsWhereSomeWereDeleted(String format) throws IOException {
        create(format);
        send();
        table.delete("event_name IN ('event-1111-4', 'event-1111-5')");
        table.append(DATE, late);

        send();

        assertSent(both(first, late));
        assertThat(day.said()).contains("compared");
        assertBooked(2, 18, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta"})
    void sendsNothingOfADayThatWasCompacted(String format) throws IOException {
        create(format);
        table.append(DATE, late);
        send();
        table.compact();

        send();

        assertSent(both(first, late));
        assertThat(day.said()).contains("compared");
        assertBooked(2, 23, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "parquet"})
    void sendsTheNewRowsOfADayThatWasOverwritten(String format) throws IOException {
        create(format);
        send();
        table.overwrite(DATE, both(first.subList(1, 20), late));

        send();

        assertSent(both(first, late));
        assertBooked(2, 19, 1, 3);
    }

    /** The file has as many rows as before, and other ones. */
    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta"})
    void sendsTheRowThatCameBackWhenTheTableWasSetBack(String format) throws IOException {
        create(format);
        String whole = table.version();
        table.delete("event_name = 'event-1111-4'");
        send();
        table.setBackTo(whole);
        table.delete("event_name = 'event-1111-5'");

        send();

        assertSent(first);
        assertThat(day.said()).contains("compared");
        assertBooked(2, 18, 1, 1);
    }

    @Test
    void looksForThatAmongTheCommitsThatItReadsAndNotAmongTheNewest() throws IOException {
        create("delta");
        day.set("gate.max-late-share", "1");
        String whole = table.version();
        table.delete("event_name = 'event-1111-4'");
        send();
        table.setBackTo(whole);
        table.delete("event_name = 'event-1111-5'");
        assertThat(day.dryRun()).isEqualTo(RunOutcome.COMPLETE);
        table.append(DATE, late);
        day.when("planning anew", () -> {
            for (int commit = 0; commit < 3; commit++) {
                table.append("2026-11-21", late);
            }
        });

        send();

        assertSent(both(first, late));
    }

    @Test
    void readsADeltaTableOfNoCatalogByItsPath() throws IOException {
        create("delta");
        String location = spark.sql("DESCRIBE DETAIL " + table.name())
                .select("location")
                .first()
                .getString(0);
        day.set("source.table", "delta.`" + location + "`");

        send();

        assertSent(first);
        assertBooked(1, 0, 0, 20);
    }

    /** A cast of a text is NULL where no column is. */
    @Test
    void countsTheRowsThatAFilterOfWhateverKindCannotDecide() throws IOException {
        create("iceberg");
        table.append("some day", late);
        day.set("source.filter", "cast(dt as date) = DATE '{date}'");

        send();

        assertSent(first);
        assertThat(manifest(1).at("/skipped/undecidedRows").asLong()).isEqualTo(5);
    }

    /** Of the snapshots between nobody knows whether they only appended. */
    @Test
    void comparesTheRowsWhereSnapshotsHaveExpired() throws IOException {
        create("iceberg");
        send();
        table.append(DATE, late);
        table.append("2026-11-21", late);
        table.expireAllButTheLast();

        send();

        assertSent(both(first, late));
        assertThat(day.said()).contains("compared");
        assertBooked(2, 20, 0, 3);
    }

    @Test
    void tellsThatTheStateIsGoneThatItWasReading() throws IOException {
        create("iceberg");
        day.when("planning ", () -> {
            table.overwrite(DATE, late);
            table.expireAllButTheLast();
        });

        assertThatThrownBy(day::export)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("the state that was being read is gone")
                .hasMessageContaining("run the date again");
        assertThat(day.requests()).isZero();
        send();
        assertSent(late);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    lake.db.nothing     | is not there: check the name and the settings of the catalog (spark.sql.catalog.lake) | true
                    db.nothing          | is not there: check the name, and the job's rights to it | true
                    nowhere.events      | is not there: check the name, and the job's rights to it | false
                    nowhere.db.events   | there is no "nowhere", set spark.sql.catalog.nowhere | false
                    broken.db.events    | cannot be read with the jars that are there | false
                    db.a_view           | is a view | false
                    """)
    void tellsWhatIsWrongWithATable(String name, String words, String isOfNoTable) throws IOException {
        create("parquet");
        spark.conf().set("spark.sql.catalog.broken", "com.example.NoSuchCatalog");
        spark.sql("CREATE NAMESPACE IF NOT EXISTS lake.db");
        spark.sql("CREATE OR REPLACE VIEW db.a_view AS SELECT * FROM " + table.name());
        day.set("source.table", name);

        assertThatThrownBy(day::export)
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("source.table: " + name + " ")
                .hasMessageContaining(words)
                .hasFieldOrPropertyWithValue("isOfNoTable", Boolean.valueOf(isOfNoTable));
    }

    @Test
    void onlyATableThatIsNotThereHasNoLateRows() throws IOException {
        create("parquet");
        send();
        spark.sql("DROP TABLE " + table.name());
        spark.sql("CREATE VIEW " + table.name() + " AS SELECT 1");
        assertThatThrownBy(day::export).isInstanceOf(SourceException.class).hasMessageContaining("is a view");
        spark.sql("DROP VIEW " + table.name());

        send();

        assertThat(day.summary().get("warnings").toString()).contains("the source could not be read");
    }

    @Test
    void aFilterThatNamesNoColumnIsAMistakeOfTheConfiguration() throws IOException {
        create("iceberg");
        day.set("source.filter", "day = '{date}'");
        day.set("mapping.event_name", "event_nmae");

        assertThatThrownBy(day::export)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("source.filter = day = '2026-11-20': ")
                .hasMessageContaining("mapping.event_name = event_nmae: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iceberg", "delta", "parquet"})
    void readsTheVeryStateThatItCounted(String format) throws IOException {
        create(format);
        day.when("planning ", () -> {
            table.append(DATE, late);
            if (!format.equals("parquet")) {
                table.delete("event_name = 'event-1111-4'");
            }
        });

        send();

        assertSent(first);
        assertBooked(1, 0, 0, 20);
        send();
        assertSent(both(first, late));
    }
}
