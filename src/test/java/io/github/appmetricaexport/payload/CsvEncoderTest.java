package io.github.appmetricaexport.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

class CsvEncoderTest {
    private final CsvEncoder encoder = new CsvEncoder();

    @Test
    void reproducesTheVendorsSampleByteForByte() {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(encoder.header(List.of(
                "device_model",
                "device_ipv6",
                "device_type",
                "google_aid",
                "app_package_name",
                "operator_name",
                "mnc",
                "application_id",
                "event_json",
                "profile_id",
                "event_name",
                "event_timestamp")));
        payload.writeBytes(encoder.row(
                sampleRow(
                        "2a02:6b8::40c:6676:baff:fea6:53d8",
                        "01234567-890a-bcde-f012-3456789abcde",
                        "1234567890123456789",
                        "1",
                        "1234567890"),
                -1));
        payload.writeBytes(encoder.row(
                sampleRow(
                        "2a02:6b8::40c:6676:baff:fea6:53d9",
                        "fedcba98-7654-3210-fedc-ba9876543210",
                        "9876543210987654321",
                        "2",
                        "1234567891"),
                -1));

        String expected = """
                device_model,device_ipv6,device_type,google_aid,app_package_name,operator_name,mnc,application_id,event_json,profile_id,event_name,event_timestamp
                iPhone X,2a02:6b8::40c:6676:baff:fea6:53d8,phone,01234567-890a-bcde-f012-3456789abcde,com.yandex.sample.metrica,MegaFon,2,1111,"{""key"":""value_1""}",1234567890123456789,event_name_1,1234567890
                iPhone X,2a02:6b8::40c:6676:baff:fea6:53d9,phone,fedcba98-7654-3210-fedc-ba9876543210,com.yandex.sample.metrica,MegaFon,2,1111,"{""key"":""value_2""}",9876543210987654321,event_name_2,1234567891
                """.replace("\n", "\r\n");
        assertThat(payload.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(payload.size()).isEqualTo(540);
    }

    private static String[] sampleRow(String address, String advertising, String profile, String number, String time) {
        return new String[] {
            "iPhone X",
            address,
            "phone",
            advertising,
            "com.yandex.sample.metrica",
            "MegaFon",
            "2",
            "1111",
            "{\"key\":\"value_" + number + "\"}",
            profile,
            "event_name_" + number,
            time
        };
    }

    @Test
    void writesNothingForNullAndLeavesOutTheOtherIdentifiersCell() {
        assertThat(text(encoder.row(new String[] {"1111", null, "42", "open"}, -1)))
                .isEqualTo("1111,,42,open\r\n");
        assertThat(text(encoder.row(new String[] {"1111", null, "42", "open"}, 1)))
                .isEqualTo("1111,42,open\r\n");
    }

    @Test
    void quotesOnlyWhatNeedsIt() {
        assertThat(text(encoder.row(new String[] {"1", "a b", "a,b", "a\"b", "a\rb", "a\nb", "=1+1", "-1"}, -1)))
                .isEqualTo("1,a b,\"a,b\",\"a\"\"b\",\"a\rb\",\"a\nb\",=1+1,-1\r\n");
    }

    @Test
    void countsUtf8BytesAndNotCharacters() {
        assertThat(encoder.row(new String[] {"1", "😀"}, -1)).hasSize("1,".length() + 4 + "\r\n".length());
    }

    @Property(tries = 2000)
    void everyTextComesBackValueForValueFromAnIndependentReader(@ForAll("rows") List<List<String>> rows)
            throws IOException {
        StringBuilder document = new StringBuilder();
        for (List<String> row : rows) {
            document.append(text(encoder.row(row.toArray(new String[0]), -1)));
        }
        List<List<String>> read = CSVFormat.RFC4180.parse(new StringReader(document.toString())).stream()
                .map(CSVRecord::toList)
                .collect(Collectors.toList());
        assertThat(read).isEqualTo(rows);
    }

    @Provide
    Arbitrary<List<List<String>>> rows() {
        Arbitrary<String> nasty = Arbitraries.of(
                "\"", "\"\"", ",", "\r", "\n", "\r\n", " ", "\t", "=1+1", "'", "#", "😀", "אבג", "\u0001", "");
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(20).filter(CsvEncoderTest::encodable);
        Arbitrary<String> cell =
                Arbitraries.oneOf(any, nasty, nasty.list().ofMaxSize(6).map(parts -> String.join("", parts)));
        return cell.list()
                .ofSize(4)
                .map(CsvEncoderTest::withFirst)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    /** As in every payload: the first cell of a row is a number, so that no line is blank. */
    private static List<String> withFirst(List<String> cells) {
        cells.set(0, "1111");
        return cells;
    }

    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
