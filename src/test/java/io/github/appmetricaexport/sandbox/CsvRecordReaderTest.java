package io.github.appmetricaexport.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.sandbox.ApiSwitches.Allowance;
import io.github.appmetricaexport.sandbox.CsvRecordReader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRecordReaderTest {
    private static final ApiSwitches ANY_LINE_END = ApiSwitches.DEFAULT.allowing(Allowance.ANY_LINE_END);

    private static List<List<String>> read(InputStream input, ApiSwitches switches) throws IOException {
        CsvRecordReader reader = new CsvRecordReader(input, switches);
        List<List<String>> records = new ArrayList<>();
        for (Optional<CsvRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
            records.add(record.get().values());
        }
        return records;
    }

    private static List<List<String>> read(String csv) throws IOException {
        return read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), ApiSwitches.DEFAULT);
    }

    @Test
    void readsCellsOfEveryKind() throws Exception {
        assertThat(read("a,\"b\",\"c\"\"d\",\"\"\r\n,\"x\r\ny,z\",,\"\"\"\"\r\n"))
                .containsExactly(List.of("a", "b", "c\"d", ""), List.of("", "x\r\ny,z", "", "\""));
    }

    @Test
    void needsNoLineEndAfterTheLastRecord() throws Exception {
        assertThat(read("a\r\nb")).containsExactly(List.of("a"), List.of("b"));
        assertThat(read("a\r\n\"b\"")).containsExactly(List.of("a"), List.of("b"));
        assertThat(read("a,")).containsExactly(List.of("a", ""));
    }

    @Test
    void readsNothingFromNothing() throws Exception {
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h\r\na\nb\r\n", "h\r\na\rb\r\n", "h\r\na\r", "h\r\na\n", "h\r\n\"a\"\n"})
    void refusesLoneLineBreaksUnlessTold(String csv) throws Exception {
        assertThatThrownBy(() -> read(csv))
                .isInstanceOf(RefusedException.class)
                .hasMessage("row 1: a record ends in CRLF; a lone CR or LF belongs in quotes");
        assertThat(read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), ANY_LINE_END))
                .startsWith(List.of("h"), List.of("a"));
    }

    @Test
    void refusesStrayQuotes() {
        assertThatThrownBy(() -> read("h\r\na\"b\r\n")).hasMessage("row 1: a quote within an unquoted value");
        assertThatThrownBy(() -> read("h\r\n\"a\"b\r\n")).hasMessage("row 1: text after a closing quote");
        assertThatThrownBy(() -> read("h\r\n1\r\n\"ab\r\n"))
                .hasMessage("row 2: a quoted value without its closing quote");
    }

    @Test
    void refusesAByteOrderMarkAndWhatIsNotUtf8() {
        assertThatThrownBy(() -> read("\uFEFFa\r\n"))
                .hasMessage("the body begins with a byte order mark; send UTF-8 without one");
        byte[] latin = "h\r\ncafé\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> read(new ByteArrayInputStream(latin), ApiSwitches.DEFAULT))
                .hasMessage("row 1: not UTF-8");
    }

    /** Overlong forms, a surrogate, beyond the last code point, cut off, and a lone continuation. */
    @ParameterizedTest
    @ValueSource(
            strings = {"c080", "e08080", "eda080", "f0808080", "f4908080", "f5808080", "e282", "f09f8e", "80", "e28241"
            })
    void refusesWhatOnlyResemblesUtf8(String hexadecimal) {
        byte[] bytes = HexFormat.of().parseHex("22" + hexadecimal + "22");

        assertThatThrownBy(() -> read(new ByteArrayInputStream(bytes), ApiSwitches.DEFAULT))
                .hasMessage("the header: not UTF-8");
    }

    @Test
    void readsARecordLongerThanItsFirstBuffer() throws Exception {
        String value = "x\"\r\n".repeat(300_000);

        assertThat(read("h\r\n\"" + value.replace("\"", "\"\"") + "\"\r\nlast\r\n"))
                .containsExactly(List.of("h"), List.of(value), List.of("last"));
    }

    @Property(tries = 300)
    void agreesWithAnotherWriterWhereverTheInputIsCut(
            @ForAll("tables") List<List<String>> table, @ForAll("pieces") int piece) throws Exception {
        StringBuilder csv = new StringBuilder();
        for (List<String> record : table) {
            CSVFormat.RFC4180.printRecord(csv, record.toArray());
        }
        byte[] bytes = csv.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(read(inPieces(bytes, piece), ApiSwitches.DEFAULT)).isEqualTo(table);
    }

    @Provide
    static Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> cells =
                Arbitraries.strings().withChars("a,\"\r\n é☃").ofMaxLength(12).map(cell -> cell + "🎈");
        return cells.list().ofSize(3).list().ofMaxSize(20);
    }

    @Provide
    static Arbitrary<Integer> pieces() {
        return Arbitraries.integers().between(1, 50);
    }

    private static InputStream inPieces(byte[] bytes, int piece) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, piece));
            }
        };
    }
}
