package io.github.appmetricaexport.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;

/** The line made of bytes is the line that Commons CSV makes of texts. */
class CsvLineTest {
    private final CsvLine line = new CsvLine();

    @Test
    void reproducesTheVendorsSampleByteForByte() {
        String sample = text("device_model,device_ipv6,device_type,google_aid,app_package_name,operator_name,mnc,"
                        .concat("application_id,event_json,profile_id,event_name,event_timestamp")
                        .split(","))
                + sampleRow(
                        "2a02:6b8::40c:6676:baff:fea6:53d8",
                        "01234567-890a-bcde-f012-3456789abcde",
                        "1234567890123456789",
                        1)
                + sampleRow(
                        "2a02:6b8::40c:6676:baff:fea6:53d9",
                        "fedcba98-7654-3210-fedc-ba9876543210",
                        "9876543210987654321",
                        2);

        assertThat(sample).isEqualTo("""
                device_model,device_ipv6,device_type,google_aid,app_package_name,operator_name,mnc,application_id,event_json,profile_id,event_name,event_timestamp
                iPhone X,2a02:6b8::40c:6676:baff:fea6:53d8,phone,01234567-890a-bcde-f012-3456789abcde,com.yandex.sample.metrica,MegaFon,2,1111,"{""key"":""value_1""}",1234567890123456789,event_name_1,1234567890
                iPhone X,2a02:6b8::40c:6676:baff:fea6:53d9,phone,fedcba98-7654-3210-fedc-ba9876543210,com.yandex.sample.metrica,MegaFon,2,1111,"{""key"":""value_2""}",9876543210987654321,event_name_2,1234567891
                """.replace("\n", "\r\n"));
        assertThat(sample.getBytes(UTF_8)).hasSize(540);
    }

    private String sampleRow(String address, String advertising, String profile, int number) {
        line.begin();
        for (String value : List.of(
                "iPhone X", address, "phone", advertising, "com.yandex.sample.metrica", "MegaFon", "2", "1111")) {
            add(value);
        }
        add("{\"key\":\"value_" + number + "\"}");
        add(profile);
        add("event_name_" + number);
        line.number(1_234_567_889 + number);
        line.end();
        return text();
    }

    @Property(tries = 5000)
    void isByteForByteTheLineOfCommonsCsv(@ForAll("rows") List<String> values) throws IOException {
        assertSame(values.toArray(new String[0]));
    }

    @Test
    void agreesOnEveryCharacterInEveryPlace() throws IOException {
        for (int point = 1; point < 0x3000; point++) {
            if (point < 0xD800 || point > 0xDFFF) {
                String character = Character.toString(point);
                for (String value : List.of(character, character + "a", "a" + character, "a" + character + "b")) {
                    assertSame(value, value, "x");
                    assertSame("x", value);
                }
            }
        }
    }

    /** Cells are taken eight bytes at a time: one such byte stands in every place of them, and in what is left over. */
    @Test
    void tellsOfEveryByteWhetherItIsAsciiWithoutANulWhereverItStands() {
        for (int octet = 0; octet < 256; octet++) {
            for (int size = 1; size <= 20; size++) {
                for (int at = 0; at < size; at++) {
                    byte[] cell = "a".repeat(size).getBytes(UTF_8);
                    cell[at] = (byte) octet;
                    line.begin();
                    assertThat(line.text(cell, 0, size))
                            .as("byte %d at %d of %d", octet, at, size)
                            .isEqualTo(octet > 0 && octet < 128);
                }
            }
        }
    }

    @Test
    void growsWithTheRowAndForgetsTheOneBefore() throws IOException {
        assertSame("1", "\"".repeat(100_000));
        assertSame("1", "a");
        assertSame("1", null);
    }

    @Property(tries = 2000)
    void aNumberIsItsDigits(@ForAll long value) {
        assertNumber(value);
    }

    @Test
    void aNumberOfEveryLengthIsItsDigits() {
        assertNumber(0);
        assertNumber(Long.MIN_VALUE);
        assertNumber(Long.MAX_VALUE);
        for (long value = 1; value > 0 && value <= Long.MAX_VALUE / 10; value *= 10) {
            for (long near = value - 1; near <= value + 1; near++) {
                assertNumber(near);
                assertNumber(-near);
            }
        }
    }

    private void assertNumber(long value) {
        line.begin();
        line.number(value);
        line.number(value);
        line.end();
        assertThat(text()).isEqualTo(value + "," + value + "\r\n");
    }

    @Property(tries = 2000)
    void everyTextComesBackValueForValueFromAnIndependentReader(@ForAll("rows") List<String> values)
            throws IOException {
        List<String> row = new ArrayList<>(List.of("1111"));
        values.forEach(value -> row.add(value == null ? "" : value));
        String written = text(row.toArray(new String[0]));

        assertThat(CSVFormat.RFC4180
                        .parse(new StringReader(written))
                        .getRecords()
                        .get(0)
                        .toList())
                .isEqualTo(row);
    }

    private void assertSame(String... values) throws IOException {
        assertThat(text(values)).isEqualTo(new String(CommonsCsv.line(values), UTF_8));
    }

    private String text(String... values) {
        line.begin();
        for (String value : values) {
            add(value);
        }
        line.end();
        return text();
    }

    private String text() {
        return new String(line.bytes(), 0, line.length(), UTF_8);
    }

    /** From the middle of an array, as Spark hands texts over. */
    private void add(String value) {
        if (value == null) {
            line.empty();
        } else {
            byte[] within = ("\"," + value + ",\"").getBytes(UTF_8);
            line.text(within, 2, within.length - 2);
        }
    }

    @Provide
    Arbitrary<List<String>> rows() {
        Arbitrary<String> nasty = Arbitraries.of(
                "\"", "\"\"", ",", "\r", "\n", "\r\n", " ", "\t", "=1+1", "'", "#", "!", "\u007f", "😀", "אבג",
                "\u0001", "\ufeff");
        Arbitrary<String> any = Arbitraries.strings()
                .all()
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(text -> UTF_8.newEncoder().canEncode(text) && text.indexOf(0) < 0);
        Arbitrary<String> text = Arbitraries.oneOf(
                any, nasty, nasty.list().ofMinSize(1).ofMaxSize(6).map(parts -> String.join("", parts)));
        return text.injectNull(0.2).list().ofSize(5);
    }
}
