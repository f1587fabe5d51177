package io.github.appmetricaexport.plan;

import static io.github.appmetricaexport.api.PostApiField.APPLICATION_ID;
import static io.github.appmetricaexport.api.PostApiField.APPMETRICA_DEVICE_ID;
import static io.github.appmetricaexport.api.PostApiField.DEVICE_MODEL;
import static io.github.appmetricaexport.api.PostApiField.EVENT_JSON;
import static io.github.appmetricaexport.api.PostApiField.EVENT_NAME;
import static io.github.appmetricaexport.api.PostApiField.EVENT_TIMESTAMP;
import static io.github.appmetricaexport.api.PostApiField.MNC;
import static io.github.appmetricaexport.api.PostApiField.OS_NAME;
import static io.github.appmetricaexport.api.PostApiField.OS_VERSION;
import static io.github.appmetricaexport.api.PostApiField.PROFILE_ID;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.api.PostApiField.Presence;
import io.github.appmetricaexport.normalize.Normalization;
import io.github.appmetricaexport.normalize.ValidationLimits;
import io.github.appmetricaexport.payload.CommonsCsv;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a source's value becomes, by real Spark. */
class RowReaderTest extends SparkTest {
    private static final ValidationLimits LIMITS = new ValidationLimits(0, 2_000_000_000, 1000);

    @AfterEach
    void restoreTheSession() {
        spark().conf().set("spark.sql.ansi.enabled", "false");
        spark().conf().set("spark.sql.session.timeZone", "UTC");
    }

    @Test
    void columnsAreInTableOrder() throws IOException {
        Dataset<Row> rows = Normalization.of(spark().range(1).toDF(), mapping(Map.of(MNC, "2", OS_NAME, "'ios'")))
                .rows();

        assertThat(rows.columns())
                .containsExactly("application_id", "profile_id", "event_name", "event_timestamp", "os_name", "mnc");
        assertThat(new RowReader(rows.schema(), LIMITS).fields())
                .containsExactly(APPLICATION_ID, PROFILE_ID, EVENT_NAME, EVENT_TIMESTAMP, OS_NAME, MNC);
    }

    @Test
    void theOtherIdentifierHasNoCell() throws IOException {
        Dataset<Row> source = spark().sql("select 'u' as user, cast(null as decimal(20,0)) as device union all"
                + " select '', 18446744073709551615");

        assertThat(read(source, mapping(Map.of(PROFILE_ID, "user", APPMETRICA_DEVICE_ID, "device"))))
                .extracting(Event::line)
                .containsExactlyInAnyOrder("1111,u,n,1704067200", "1111,18446744073709551615,n,1704067200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void scalarsBecomeTheirExactText(String ansi) throws IOException {
        spark().conf().set("spark.sql.ansi.enabled", ansi);

        assertThat(value(DEVICE_MODEL, "cast(5 as tinyint)")).isEqualTo("5");
        assertThat(value(DEVICE_MODEL, "9223372036854775807L")).isEqualTo("9223372036854775807");
        assertThat(value(DEVICE_MODEL, "true")).isEqualTo("true");
        assertThat(value(DEVICE_MODEL, "cast('1.50' as decimal(10,2))")).isEqualTo("1.50");
        assertThat(value(DEVICE_MODEL, "cast(0 as decimal(38,18))")).isEqualTo("0.000000000000000000");
        assertThat(value(DEVICE_MODEL, "cast('я' as binary)")).isEqualTo("я");
        assertThat(value(DEVICE_MODEL, "date'2024-02-29'")).isEqualTo("2024-02-29");
        assertThat(value(DEVICE_MODEL, "' Text '")).isEqualTo(" Text ");
        assertThat(value(DEVICE_MODEL, "''")).isNull();
        assertThat(value(DEVICE_MODEL, "cast(null as string)")).isNull();
        assertThat(value(APPMETRICA_DEVICE_ID, "cast('18446744073709551615' as decimal(20,0))"))
                .isEqualTo("18446744073709551615");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Moscow"})
    void timesBecomeWholeUnixSeconds(String zone) throws IOException {
        assertThat(value(EVENT_TIMESTAMP, "timestamp'2024-01-01 00:00:00.999999 UTC'"))
                .isEqualTo("1704067200");
        spark().conf().set("spark.sql.session.timeZone", zone);

        assertThat(value(EVENT_TIMESTAMP, "timestamp'1969-12-31 23:59:59.5 UTC'"))
                .isEqualTo("-1");
        assertThat(value(EVENT_TIMESTAMP, "timestamp_ntz'2024-01-01 01:02:03.9'"))
                .isEqualTo("1704070923");
        assertThat(value(EVENT_TIMESTAMP, "timestamp_ntz'1969-12-31 23:59:59.5'"))
                .isEqualTo("-1");
        assertThat(value(EVENT_TIMESTAMP, "date'2024-01-01'")).isEqualTo("1704067200");
        assertThat(value(EVENT_TIMESTAMP, "date'1969-12-31'")).isEqualTo("-86400");
        assertThat(value(EVENT_TIMESTAMP, "1704067200L")).isEqualTo("1704067200");
        assertThat(value(EVENT_TIMESTAMP, "'1704067200'")).isEqualTo("1704067200");
        assertThat(value(EVENT_TIMESTAMP, "cast(null as timestamp)")).isNull();
    }

    @Test
    void parametersComeFromStructsMapsArraysAndText() throws IOException {
        assertThat(value(EVENT_JSON, "named_struct('level', 1, 'item', 'a\"b', 'none', cast(null as int))"))
                .isEqualTo("{\"level\":1,\"item\":\"a\\\"b\"}");
        assertThat(value(EVENT_JSON, "map('a', 1, 'b', 2)")).isEqualTo("{\"a\":1,\"b\":2}");
        assertThat(value(EVENT_JSON, "array(1, 2) as items")).isEqualTo("{\"items\":[1,2]}");
        assertThat(value(EVENT_JSON, "array('x') as `say \"hi\"`")).isEqualTo("{\"say \\\"hi\\\"\":[\"x\"]}");
        assertThat(value(EVENT_JSON, "array() as items")).isEqualTo("{\"items\":[]}");
        assertThat(value(EVENT_JSON, "' {\"a\" : 1.0, \"a\":2}'")).isEqualTo(" {\"a\" : 1.0, \"a\":2}");
        for (String type : List.of("struct<a:int>", "map<string,int>", "array<int>")) {
            assertThat(value(EVENT_JSON, "cast(null as " + type + ") as items")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void pairsBecomeAnObjectInWhichARepeatedKeySurvives(String ansi) throws IOException {
        spark().conf().set("spark.sql.ansi.enabled", ansi);

        assertThat(value(
                        EVENT_JSON,
                        "array(named_struct('key', 'b\"', 'value', 1.10), named_struct('key', 'a', 'value', null),"
                                + " named_struct('key', 'b\"', 'value', 3.00))"))
                .isEqualTo("{\"b\\\"\":1.10,\"a\":null,\"b\\\"\":3.00}");
        assertThat(value(EVENT_JSON, "map_entries(map(1, array('x')))")).isEqualTo("{\"1\":[\"x\"]}");
        assertThat(value(EVENT_JSON, "cast(array() as array<struct<key:string,value:int>>)"))
                .isEqualTo("{}");
        assertThat(value(EVENT_JSON, "cast(null as array<struct<key:string,value:int>>)"))
                .isNull();
    }

    @Test
    void aPairWithoutAKeyIsRefusedAndNotDropped() throws IOException {
        assertThat(event(EVENT_JSON, "array(named_struct('key', cast(null as string), 'value', 1))")
                        .reasons())
                .containsExactly("event_json: not a JSON object");
        assertThat(event(EVENT_JSON, "cast(array(null) as array<struct<key:string,value:int>>)")
                        .reasons())
                .containsExactly("event_json: not a JSON object");
    }

    @Test
    void brokenTextWithinAStructIsRefusedAndNotReplaced() throws IOException {
        String broken = "cast(unhex('61FF') as string)";
        for (String parameters : List.of(
                "named_struct('a', " + broken + ")", "map(" + broken + ", 1)", "array(" + broken + ") as items")) {
            assertThat(event(EVENT_JSON, parameters).reasons())
                    .containsExactly("event_json: not a JSON object", "event_json: not valid UTF-8");
        }
        assertThat(value(EVENT_JSON, "named_struct('a', '\ufffd', 'b', 'я')"))
                .isEqualTo("{\"a\":\"\ufffd\",\"b\":\"я\"}");
    }

    /** Old writers leave out the mark that tells text from bytes. */
    @Test
    void bytesWithinAStructMapOrArrayAreTheTextThatTheyAreOutside() throws IOException {
        String bytes = "cast('я \"1\"' as binary)";
        assertThat(value(EVENT_JSON, "named_struct('a', " + bytes + ", 'b', array(named_struct('c', " + bytes + ")))"))
                .isEqualTo("{\"a\":\"я \\\"1\\\"\",\"b\":[{\"c\":\"я \\\"1\\\"\"}]}");
        assertThat(value(EVENT_JSON, "map('a', " + bytes + ")")).isEqualTo("{\"a\":\"я \\\"1\\\"\"}");
        assertThat(value(EVENT_JSON, "array(" + bytes + ") as items")).isEqualTo("{\"items\":[\"я \\\"1\\\"\"]}");
        assertThat(value(EVENT_JSON, "array(named_struct('key', " + bytes + ", 'value', " + bytes + "))"))
                .isEqualTo("{\"я \\\"1\\\"\":\"я \\\"1\\\"\"}");
        assertThat(value(EVENT_JSON, "named_struct('a', cast('\ufffd' as binary))"))
                .isEqualTo("{\"a\":\"\ufffd\"}");
        assertThat(event(EVENT_JSON, "named_struct('a', unhex('61FF'))").reasons())
                .containsExactly("event_json: not a JSON object", "event_json: not valid UTF-8");
    }

    /** As the manual has it. */
    @Test
    void parametersAreWrittenAsSparkWritesJson() throws IOException {
        assertThat(value(EVENT_JSON, "named_struct('at', timestamp'2024-01-01 00:00:00.123456')"))
                .isEqualTo("{\"at\":\"2024-01-01T00:00:00.123Z\"}");
        assertThat(value(EVENT_JSON, "named_struct('a', double('NaN'), 'b', double('Infinity'))"))
                .isEqualTo("{\"a\":\"NaN\",\"b\":\"Infinity\"}");
        assertThat(value(EVENT_JSON, "map('a', cast(null as int), 'b', 1)")).isEqualTo("{\"a\":null,\"b\":1}");
    }

    @Test
    void aBackslashOfAPatternIsWrittenInARawText() throws IOException {
        assertThat(value(DEVICE_MODEL, "regexp_replace('+7 (495) D1', '\\D', '')"))
                .isEqualTo("+7 (495) 1");
        assertThat(value(DEVICE_MODEL, "regexp_replace('+7 (495) D1', r'\\D', '')"))
                .isEqualTo("74951");
    }

    @Test
    void nullOfMoreThanAColumnMayHaveBeenUnreadable() throws IOException {
        for (String expression : List.of("unix_timestamp('7:05:09')", "to_timestamp('x')", "cast('x' as bigint)")) {
            assertThat(event(EVENT_TIMESTAMP, expression).reasons())
                    .containsExactly("event_timestamp: missing, or not readable as a time");
        }
        assertThat(event(APPLICATION_ID, "cast('x' as int)").reasons())
                .containsExactly("application_id: missing, or not readable as a number");
        assertThat(event(EVENT_NAME, "nullif('x', 'x')").reasons()).containsExactly("event_name: missing");
        Dataset<Row> source =
                spark().sql("select cast(null as timestamp) as at, named_struct('t', cast(null as long)) as s");
        for (String column : List.of("at", "s.t", "`at`")) {
            assertThat(read(source, mapping(Map.of(EVENT_TIMESTAMP, column)))
                            .get(0)
                            .reasons())
                    .containsExactly("event_timestamp: missing");
        }
    }

    @Test
    void anyUnicodeTextArrivesAsItWas() throws IOException {
        Random random = new Random(20240101);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            texts.add(random.ints(1 + random.nextInt(20), 1, 0x110000)
                    .map(point -> random.nextInt(3) == 0 ? 1 + point % 0x7F : point)
                    .filter(point -> point < 0xD800 || point > 0xDFFF)
                    .collect(() -> new StringBuilder("x"), StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
        }
        Dataset<Row> source = spark().createDataset(texts, Encoders.STRING()).toDF("text");

        List<Event> events =
                read(source, mapping(Map.of(PROFILE_ID, "text", EVENT_NAME, "text", DEVICE_MODEL, "text")));

        assertThat(events).allSatisfy(event -> assertThat(event.reasons()).isEmpty());
        for (PostApiField field : List.of(PROFILE_ID, EVENT_NAME, DEVICE_MODEL)) {
            assertThat(events).extracting(event -> event.values().get(field)).containsExactlyElementsOf(texts);
        }
    }

    @Test
    void onlyTheColumnsThatAnExpressionNamesAreRead(@TempDir Path folder) throws IOException {
        spark().sql("select 'u' as id, 'e' as action, 1704067200L as at, 'secret' as secret,"
                        + " named_struct('level', 1, 'secret', 'x') as params, struct(1 as a) as unused")
                .write()
                .parquet(folder + "/day");
        Dataset<Row> source = spark().read().parquet(folder + "/day");

        Dataset<Row> events = Normalization.of(
                        source,
                        mapping(Map.of(
                                PROFILE_ID,
                                "id",
                                EVENT_NAME,
                                "action",
                                EVENT_TIMESTAMP,
                                "at",
                                OS_VERSION,
                                "params.level")))
                .rows();
        events.createOrReplaceTempView("events");
        String plan = spark().sql("explain select * from events").first().getString(0);

        assertThat(plan).contains("ReadSchema: struct<id:string,action:string,at:bigint,params:struct<level:int>>");
    }

    private static String value(PostApiField field, String expression) throws IOException {
        Event event = event(field, expression);
        String value = event.values().get(field);
        if (value != null && field != EVENT_TIMESTAMP) {
            assertThat(event.reasons()).isEmpty();
        }
        return value;
    }

    /** One event from a source that Spark cannot fold away, so that the expression runs as it would on a lake. */
    private static Event event(PostApiField field, String expression) throws IOException {
        Map<PostApiField, String> mapping = mapping(Map.of(field, expression));
        if (field == APPMETRICA_DEVICE_ID) {
            mapping.remove(PROFILE_ID);
        }
        return read(spark().range(1).toDF(), mapping).get(0);
    }

    /** @param line without its CRLF; of a row with reasons against it, it means nothing */
    private record Event(Map<PostApiField, String> values, List<String> reasons, String line) {}

    private static List<Event> read(Dataset<Row> source, Map<PostApiField, String> mapping) throws IOException {
        Dataset<Row> rows = Normalization.of(source, mapping).rows();
        RowReader reader = new RowReader(rows.schema(), LIMITS);
        List<Event> events = new ArrayList<>();
        for (InternalRow row : rows.queryExecution().executedPlan().executeCollect()) {
            boolean valid = reader.read(row);
            assertThat(valid).isEqualTo(reader.check().reasons().isEmpty());
            Map<PostApiField, String> values = new EnumMap<>(PostApiField.class);
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < reader.fields().size(); i++) {
                PostApiField field = reader.fields().get(i);
                String value = reader.values(row)[i];
                values.put(field, value);
                if (value != null || field.presence() != Presence.IDENTIFIER) {
                    cells.add(value);
                }
            }
            String line = new String(reader.line().bytes(), 0, reader.line().length(), UTF_8);
            // What is sent is what would stand among the rejects.
            assertThat(line).isEqualTo(new String(CommonsCsv.line(cells.toArray(String[]::new)), UTF_8));
            events.add(new Event(values, reader.check().reasons(), line.strip()));
        }
        return events;
    }

    private static Map<PostApiField, String> mapping(Map<PostApiField, String> more) {
        Map<PostApiField, String> mapping = new EnumMap<>(
                Map.of(APPLICATION_ID, "1111", PROFILE_ID, "'u'", EVENT_NAME, "'n'", EVENT_TIMESTAMP, "1704067200L"));
        mapping.putAll(more);
        return mapping;
    }
}
