package io.github.appmetricaexport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.outbox.Store;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventKeysTest {
    private static final String HEADER = "event_name,profile_id,event_timestamp,appmetrica_device_id";

    @TempDir
    private Path folder;

    private List<String> keys(EventKeys keys, String... lines) throws Exception {
        Path file = folder.resolve("a.csv.gz");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
            packed.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        }
        return keys(keys, file);
    }

    private List<String> keys(EventKeys keys, Path file) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
        List<Row> rows = new ArrayList<>();
        try (Store store = new Store(new Configuration(), path)) {
            keys.ofAnswer(store, path, "1111").forEachRemaining(rows::add);
        }
        return rows.stream().map(row -> row.mkString(" ")).toList();
    }

    @Test
    void anEventIsItsUserItsNameAndItsSecond() throws Exception {
        assertThat(keys(new EventKeys(""), HEADER, "\"a, \"\"b\"\"\r\nc\",user-1,1795132800,", "opened,,1795132801,42"))
                .containsExactly(
                        "1111 p:user-1 n:a, \"b\"\r\nc 1795132800 -1 null", "1111 d:42 n:opened 1795132801 -1 null");
    }

    @Test
    void anEventOfBothIdentifiersMayBeEithers() throws Exception {
        assertThat(keys(new EventKeys(""), HEADER, "opened,user-1,5,18446744073709551615"))
                .containsExactly("1111 p:user-1 n:opened 5 -1 null", "1111 d:18446744073709551615 n:opened 5 -1 null");
    }

    @Test
    void ofADeviceTheNumberCounts() throws Exception {
        assertThat(keys(new EventKeys(""), HEADER, "opened,,5,007", "opened,007,5,0"))
                .containsExactly(
                        "1111 d:7 n:opened 5 -1 null", "1111 p:007 n:opened 5 -1 null", "1111 d:0 n:opened 5 -1 null");
    }

    @Test
    void theMarkerStandsInThePlaceOfNameAndTime() throws Exception {
        assertThat(keys(
                        new EventKeys("$.row.id"),
                        HEADER + ",event_json",
                        "a,u,5,,\"{\"\"row\"\":{\"\"id\"\":7}}\"",
                        "a,u,5,,\"{\"\"row\"\":{\"\"id\"\":\"\"x y\"\"}}\"",
                        "a,u,5,,\"{\"\"row\"\":{}}\"",
                        "a,u,5,,\"{\"\"row\"\":{\"\"id\"\":null}}\"",
                        "a,u,5,,{oops",
                        "a,u,5,,"))
                .containsExactly(
                        "1111 p:u m:7 0 -1 null",
                        "1111 p:u m:x y 0 -1 null",
                        "1111 p:u n:a 5 -1 null",
                        "1111 p:u n:a 5 -1 null",
                        "1111 p:u n:a 5 -1 null",
                        "1111 p:u n:a 5 -1 null");
    }

    @Test
    void anAnswerMayHoldNothing() throws Exception {
        assertThat(keys(new EventKeys(""), "")).isEmpty();
        assertThat(keys(new EventKeys(""), HEADER)).isEmpty();
        assertThat(keys(new EventKeys(""), HEADER, "")).isEmpty();
    }

    @Test
    void anAnswerOfAnotherShapeIsNone() {
        assertThatThrownBy(() -> keys(new EventKeys(""), "event_name,profile_id"))
                .hasMessageContaining(
                        "the Logs API's answer has no column event_timestamp, but [event_name, profile_id]");
        assertThatThrownBy(() -> keys(new EventKeys(""), HEADER, "opened,user-1"))
                .hasMessageContaining("a line of the Logs API's answer has 2 cells instead of 4");
    }

    @Test
    void anAnswerThatBreaksOffIsNone() throws Exception {
        Path file = folder.resolve("a.csv.gz");
        keys(new EventKeys(""), HEADER, "opened,user-1,5,", "opened,user-2,5,");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));

        assertThatThrownBy(() -> keys(new EventKeys(""), file)).isInstanceOf(UncheckedIOException.class);
    }
}
