package io.github.appmetricaexport.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The line made of bytes is the line that Commons CSV makes of texts. */
class CsvLineTest {
    private final CsvEncoder commonsCsv = new CsvEncoder();
    private final CsvLine line = new CsvLine();

    @Property(tries = 5000)
    void isByteForByteTheLineOfCommonsCsv(
            @ForAll("rows") List<String> values, @ForAll @IntRange(min = -1, max = 4) int without) {
        assertSame(values.toArray(new String[0]), without);
    }

    @Test
    void agreesOnEveryCharacterInEveryPlace() {
        for (int point = 1; point < 0x3000; point++) {
            if (point < 0xD800 || point > 0xDFFF) {
                String character = Character.toString(point);
                for (String value : List.of(character, character + "a", "a" + character, "a" + character + "b")) {
                    assertSame(new String[] {value, value, "x"}, -1);
                    assertSame(new String[] {"x", value}, 0);
                }
            }
        }
    }

    @Test
    void growsWithTheRowAndForgetsTheOneBefore() {
        assertSame(new String[] {"1", "\"".repeat(100_000)}, -1);
        assertSame(new String[] {"1", "a"}, -1);
        assertSame(new String[] {"1", null}, -1);
    }

    @Test
    void aRowHasAsManyCellsAsThereAreFields() {
        Cells cells = new Cells(3);
        assertThatThrownBy(() -> cells.lookAt(joined("a", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row of 2 cells, not of 3");
        assertThatThrownBy(() -> cells.lookAt(joined("a", "b", "c", "d")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row of more than 3 cells");
        cells.lookAt(joined("", "5", ""));
        assertThat(cells.values()).containsExactly(null, "5", null);
        assertThat(cells.number(1)).isEqualTo(5);
    }

    private void assertSame(String[] values, int without) {
        Cells cells = new Cells(values.length);
        cells.lookAt(joined(values));
        line.encode(cells, without);
        byte[] expected = commonsCsv.row(values, without);
        assertThat(new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8))
                .isEqualTo(new String(expected, StandardCharsets.UTF_8));
        assertThat(line.length()).isEqualTo(expected.length);
    }

    private static byte[] joined(String... values) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            row.append(i == 0 ? "" : "\0").append(values[i] == null ? "" : values[i]);
        }
        return row.toString().getBytes(StandardCharsets.UTF_8);
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
                .filter(text -> StandardCharsets.UTF_8.newEncoder().canEncode(text) && text.indexOf(0) < 0);
        Arbitrary<String> text = Arbitraries.oneOf(
                any, nasty, nasty.list().ofMinSize(1).ofMaxSize(6).map(parts -> String.join("", parts)));
        return text.injectNull(0.2).list().ofSize(5);
    }
}
