package io.github.appmetricaexport.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appmetricaexport.payload.PayloadSink.OpenPayload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private static final String HEADER = "event_name,event_timestamp\r\n";

    private Half first;
    private Half second;

    private void split(String payload, int rows) throws IOException {
        // A property keeps its instance for all tries.
        first = new Half();
        second = new Half();
        Halving.split(new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), rows, List.of(first, second));
    }

    @Test
    void repeatsTheHeaderAndGivesTheOddRowToTheFirst() throws Exception {
        split(HEADER + "a,3\r\nb,1\r\nc,2\r\n", 3);

        assertThat(first).hasToString(HEADER + "a,3\r\nb,1\r\n");
        assertThat(second).hasToString(HEADER + "c,2\r\n");
    }

    @Test
    void tellsRowsWithOldestAndNewestEventOfEachHalf() throws Exception {
        split(HEADER + "a,3\r\nb,1\r\nc,2\r\n", 3);

        assertThat(first.completed).isEqualTo("2 rows, 1 to 3");
        assertThat(second.completed).isEqualTo("1 rows, 2 to 2");
    }

    @Test
    void doesNotCutWithinQuotes() throws Exception {
        split(HEADER + "\"a\r\n\"\"b\"\"\r\n,9\",3\r\n\"\"\"\r\n\",1\r\n", 2);

        assertThat(first).hasToString(HEADER + "\"a\r\n\"\"b\"\"\r\n,9\",3\r\n");
        assertThat(second).hasToString(HEADER + "\"\"\"\r\n\",1\r\n");
    }

    @Property(tries = 300)
    void losesAndChangesNoByte(@ForAll("names") List<String> names) throws Exception {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int i = 0; i < names.size(); i++) {
            rows.writeBytes(CommonsCsv.line(names.get(i), Integer.toString(i)));
        }
        String body = rows.toString(StandardCharsets.UTF_8);
        split(HEADER + body, names.size());

        assertThat(first.toString().substring(HEADER.length())
                        + second.toString().substring(HEADER.length()))
                .isEqualTo(body);
        int half = names.size() - names.size() / 2;
        assertThat(first.completed).isEqualTo(half + " rows, 0 to " + (half - 1));
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.strings()
                .withChars("ab\",\r\n é😀")
                .ofMaxLength(6)
                .list()
                .ofMinSize(2)
                .ofMaxSize(9);
    }

    @Test
    void refusesAPayloadOfOtherRowsThanItsRecordSays() {
        assertThatThrownBy(() -> split(HEADER + "a,1\r\nb,2\r\n", 3)).hasMessage("the payload has too few rows");
        assertThatThrownBy(() -> split(HEADER + "a,1\r\nb,2\r\nc,3\r\n", 2))
                .hasMessage("the payload has more than its 2 rows");
        assertThatThrownBy(() -> split(HEADER + "a,1\r\nb,2", 2)).hasMessage("the payload ends within a line");
        assertThatThrownBy(() -> split(HEADER + "a,1\r\n", 1)).hasMessage("a payload of 1 rows has no halves");
    }

    @Test
    void refusesDamagedRows() {
        assertThatThrownBy(() -> split(HEADER + "a,1\r\nb,soon\r\n", 2))
                .isInstanceOf(IOException.class)
                .hasMessage("a row of the payload has no event_timestamp");
        assertThatThrownBy(() -> split("name,time\r\na,1\r\nb,2\r\n", 2)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> split(HEADER + "\"a\"b\",1\r\n\"\r\nb,2\r\n", 2))
                .isInstanceOf(IOException.class);
    }

    private static final class Half implements OpenPayload {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String completed = "";

        @Override
        public void write(byte[] part, int from, int length) {
            bytes.write(part, from, length);
        }

        @Override
        public void complete(int rows, long firstEventTime, long lastEventTime) {
            completed = rows + " rows, " + firstEventTime + " to " + lastEventTime;
        }

        @Override
        public String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
