package io.github.appmetricaexport.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.SparkTest;
import io.github.appmetricaexport.api.PostApi;
import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.sandbox.ApiSwitches;
import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import io.github.appmetricaexport.sandbox.BadKind;
import io.github.appmetricaexport.sandbox.LedgerRequest;
import io.github.appmetricaexport.sandbox.SampleEvents;
import io.github.appmetricaexport.sandbox.SandboxOptions;
import io.github.appmetricaexport.sandbox.SandboxServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDataJobTest extends SparkTest {
    private static final LocalDate DATE = LocalDate.of(2026, 11, 20);
    private static final String KEY = "invented-key";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private static SampleEvents events(double badShare) {
        return new SampleEvents(1, DATE, badShare, List.of(1111, 2222, 3333));
    }

    private String out() {
        return folder.resolve("day").toString();
    }

    @Test
    void writesTheRowsAndSaysWhatItWrote() throws Exception {
        SampleDataJob.Summary summary = new SampleDataJob(events(0.1), out(), 3_000).run(spark());

        assertThat(spark().read().parquet(out()).count()).isEqualTo(3_000);
        assertThat(summary.rows()).isEqualTo(3_000);
        assertThat(summary.badRows()).isBetween(240L, 360L);
        assertThat(summary.files()).isEqualTo(1);
        try (var files = Files.list(folder.resolve("day"))) {
            long bytes = files.filter(file -> file.toString().endsWith(".parquet"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertThat(summary.bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void replacesWhatWasThere() {
        new SampleDataJob(events(0), out(), 500).run(spark());
        new SampleDataJob(events(0), out(), 200).run(spark());

        assertThat(spark().read().parquet(out()).count()).isEqualTo(200);
    }

    @Test
    void writesAnEmptyDay() {
        assertThat(new SampleDataJob(events(0), out(), 0).run(spark()).rows()).isZero();
        assertThat(spark().read().parquet(out()).schema()).isEqualTo(SampleDataJob.TABLE);
    }

    @Test
    void makesTheSameTableOnAnyNumberOfPartitions() {
        SampleDataJob job = new SampleDataJob(events(0.1), out(), 2_000);

        assertThat(job.table(spark(), 4).collectAsList())
                .isEqualTo(job.table(spark(), 1).collectAsList());
    }

    @Test
    void isRefusedByTheApiExactlyWhereARowIsBad() throws Exception {
        int rows = 2_000;
        SampleEvents events = events(0.1);
        new SampleDataJob(events, out(), rows).run(spark());
        Dataset<Row> mapped = mapped(spark().read().parquet(out()));

        try (SandboxServer sandbox = startSandbox()) {
            List<Row> collected = mapped.collectAsList();
            List<Row> good = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                Optional<BadKind> bad = events.bad(row);
                if (bad.isEmpty()) {
                    good.add(collected.get(row));
                    continue;
                }
                HttpResponse<String> answer = post(sandbox, csv(List.of(collected.get(row))));
                assertThat(answer.statusCode()).as(bad.get().name()).isEqualTo(400);
                assertThat(answer.body()).as(bad.get().name()).contains(culprit(bad.get()));
            }
            HttpResponse<String> answer = post(sandbox, csv(good));
            assertThat(answer.body()).isEqualTo(PostApi.ACCEPTED_ANSWER);
            assertThat(sandbox.ledger().requests().stream()
                            .mapToLong(LedgerRequest::rows)
                            .sum())
                    .isEqualTo(good.size());
        }
    }

    private static String culprit(BadKind bad) {
        return bad == BadKind.BOTH_IDENTIFIERS
                ? "both identifiers have a value"
                : bad.field().column();
    }

    private SandboxServer startSandbox() throws IOException {
        ApiSwitches switches =
                ApiSwitches.DEFAULT.allowing(Allowance.BOTH_IDENTIFIER_COLUMNS).allowing(Allowance.MIXED_APPLICATIONS);
        Instant nextNoon = DATE.plusDays(1).atTime(12, 0).toInstant(ZoneOffset.UTC);
        return SandboxServer.start(SandboxOptions.of(folder.resolve("ledger"), Map.of(1111, KEY, 2222, KEY, 3333, KEY))
                .withSwitches(switches)
                .withClock(Clock.fixed(nextNoon, ZoneOffset.UTC)));
    }

    private static HttpResponse<String> post(SandboxServer sandbox, String csv)
            throws IOException, InterruptedException {
        URI address = URI.create(sandbox.baseUrl() + PostApi.EVENTS_CSV_PATH + "?" + PostApi.KEY_PARAMETER + "=" + KEY);
        HttpRequest request = HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.ofString(csv))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** As the quick start's configuration maps this table. */
    private static Dataset<Row> mapped(Dataset<Row> table) {
        Map<PostApiField, String> mapping = new LinkedHashMap<>();
        mapping.put(PostApiField.APPLICATION_ID, "application");
        mapping.put(PostApiField.PROFILE_ID, "coalesce(login, cast(user_id as string))");
        mapping.put(PostApiField.APPMETRICA_DEVICE_ID, "device_hash");
        mapping.put(PostApiField.EVENT_NAME, "action");
        mapping.put(PostApiField.EVENT_TIMESTAMP, "unix_timestamp(at)");
        mapping.put(PostApiField.EVENT_JSON, "coalesce(raw_params, to_json(params))");
        mapping.put(PostApiField.SESSION_TYPE, "session");
        mapping.put(PostApiField.IOS_IFA, "ios_ifa");
        mapping.put(PostApiField.GOOGLE_AID, "google_aid");
        mapping.put(PostApiField.OS_NAME, "os");
        mapping.put(PostApiField.OS_VERSION, "os_version");
        mapping.put(PostApiField.DEVICE_MANUFACTURER, "manufacturer");
        mapping.put(PostApiField.DEVICE_MODEL, "model");
        mapping.put(PostApiField.DEVICE_TYPE, "device_type");
        mapping.put(PostApiField.DEVICE_LOCALE, "locale");
        mapping.put(PostApiField.APP_VERSION_NAME, "app_version");
        mapping.put(PostApiField.APP_PACKAGE_NAME, "package");
        mapping.put(PostApiField.CONNECTION_TYPE, "connection");
        mapping.put(PostApiField.OPERATOR_NAME, "carrier");
        mapping.put(PostApiField.MCC, "mcc");
        mapping.put(PostApiField.MNC, "mnc");
        mapping.put(PostApiField.DEVICE_IPV6, "ip");
        return table.selectExpr(mapping.entrySet().stream()
                .map(entry -> "cast(" + entry.getValue() + " as string) as "
                        + entry.getKey().column())
                .toArray(String[]::new));
    }

    private static String csv(List<Row> rows) {
        StringBuilder csv = new StringBuilder();
        csv.append(String.join(",", rows.get(0).schema().fieldNames())).append("\r\n");
        for (Row row : rows) {
            for (int column = 0; column < row.size(); column++) {
                String value = row.isNullAt(column) ? "" : row.getString(column);
                csv.append(column == 0 ? "" : ",")
                        .append('"')
                        .append(value.replace("\"", "\"\""))
                        .append('"');
            }
            csv.append("\r\n");
        }
        return csv.toString();
    }
}
