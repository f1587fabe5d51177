package io.github.appmetricaexport.payload;

import static io.github.appmetricaexport.api.PostApiField.APPLICATION_ID;
import static io.github.appmetricaexport.api.PostApiField.APPMETRICA_DEVICE_ID;
import static io.github.appmetricaexport.api.PostApiField.EVENT_NAME;
import static io.github.appmetricaexport.api.PostApiField.EVENT_TIMESTAMP;
import static io.github.appmetricaexport.api.PostApiField.PROFILE_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.IdentifierKind;
import io.github.appmetricaexport.api.PostApiField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackerTest {
    private static final List<PostApiField> FIELDS =
            List.of(APPLICATION_ID, PROFILE_ID, APPMETRICA_DEVICE_ID, EVENT_NAME, EVENT_TIMESTAMP);
    private static final String PROFILE_HEADER = "application_id,profile_id,event_name,event_timestamp\r\n";
    private static final String DEVICE_HEADER = "application_id,appmetrica_device_id,event_name,event_timestamp\r\n";

    private final Shelf shelf = new Shelf();

    @Test
    void keepsApplicationsAndIdentifierKindsApart() throws IOException {
        Packer packer = new Packer(FIELDS, new PayloadCut(10, 1000), shelf);
        profile(packer, "1111", "a", "5");
        device(packer, "1111", "7", "3");
        profile(packer, "2222", "b", "4");
        profile(packer, "1111", "c", "9");
        packer.complete();

        assertThat(shelf.completed)
                .extracting(Payload::text)
                .containsExactlyInAnyOrder(
                        PROFILE_HEADER + "1111,a,open,5\r\n1111,c,open,9\r\n",
                        DEVICE_HEADER + "1111,7,open,3\r\n",
                        PROFILE_HEADER + "2222,b,open,4\r\n");
    }

    @Test
    void tellsRowsAndTheSpanOfEventTimes() throws IOException {
        Packer packer = new Packer(FIELDS, new PayloadCut(10, 1000), shelf);
        profile(packer, "1111", "a", "5");
        profile(packer, "1111", "c", "9");
        profile(packer, "1111", "d", "-2");
        packer.complete();

        Payload only = shelf.completed.get(0);
        assertThat(only.rows).isEqualTo(3);
        assertThat(only.firstEventTime).isEqualTo(-2);
        assertThat(only.lastEventTime).isEqualTo(9);
    }

    @Test
    void startsANewPayloadBeforeTheByteLimitIsPassed() throws IOException {
        int twoRows = PROFILE_HEADER.length() + 2 * "1111,a,open,5\r\n".length();
        Packer packer = new Packer(FIELDS, new PayloadCut(10, twoRows), shelf);
        for (int i = 0; i < 5; i++) {
            profile(packer, "1111", "a", "5");
        }
        packer.complete();

        assertThat(shelf.completed).extracting(payload -> payload.rows).containsExactly(2, 2, 1);
        assertThat(shelf.completed.get(0).text()).hasSize(twoRows);
    }

    @Test
    void refusesAnOversizeRowWithoutBeginningAPayload() throws IOException {
        Packer packer = new Packer(FIELDS, new PayloadCut(10, PROFILE_HEADER.length() + 10), shelf);
        assertThat(profile(packer, "1111", "far too long a name", "5")).isFalse();
        packer.complete();

        assertThat(shelf.opened).isZero();
    }

    @Test
    void neverHoldsMorePayloadsOpenThanItsBound() throws IOException {
        Packer packer = new Packer(FIELDS, new PayloadCut(1000, 100_000), shelf);
        for (int i = 0; i < 3 * Packer.MAXIMUM_OPEN; i++) {
            profile(packer, Integer.toString(i + 1), "a", "5");
            assertThat(shelf.opened - shelf.completed.size()).isLessThanOrEqualTo(Packer.MAXIMUM_OPEN);
        }
        packer.complete();

        assertThat(shelf.completed).hasSize(3 * Packer.MAXIMUM_OPEN);
    }

    @Test
    void completesThePayloadEarlyThatWaitedLongestForARow() throws IOException {
        Packer packer = new Packer(FIELDS, new PayloadCut(1000, 100_000), shelf);
        for (int i = 1; i <= Packer.MAXIMUM_OPEN; i++) {
            profile(packer, Integer.toString(i), "a", "5");
        }
        profile(packer, "1", "b", "6");
        profile(packer, "999", "a", "5");

        assertThat(shelf.completed).extracting(Payload::text).containsExactly(PROFILE_HEADER + "2,a,open,5\r\n");
    }

    @Property(tries = 500)
    void noPayloadPassesALimitAndNoRowIsLostOrChanged(
            @ForAll @IntRange(min = 1, max = 40) int maxRows,
            @ForAll @IntRange(min = 1, max = 2000) int maxBytes,
            @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 300) Integer> nameLengths)
            throws IOException {
        Shelf filled = new Shelf();
        Packer packer = new Packer(FIELDS, new PayloadCut(maxRows, maxBytes), filled);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < nameLengths.size(); i++) {
            String identifier = "é,\"".repeat(nameLengths.get(i) / 3) + i;
            if (profile(packer, "1111", identifier, Integer.toString(i))) {
                expected.add("1111," + quoted(identifier) + ",open," + i);
            } else {
                int row =
                        ("1111," + quoted(identifier) + ",open," + i + "\r\n").getBytes(StandardCharsets.UTF_8).length;
                assertThat(PROFILE_HEADER.length() + row).isGreaterThan(maxBytes);
            }
        }
        packer.complete();

        List<String> packed = new ArrayList<>();
        for (Payload payload : filled.completed) {
            assertThat(payload.bytes.size()).isLessThanOrEqualTo(maxBytes);
            String[] lines = payload.text().split("\r\n");
            assertThat(lines.length - 1).isEqualTo(payload.rows).isBetween(1, maxRows);
            packed.addAll(List.of(lines).subList(1, lines.length));
        }
        assertThat(packed).isEqualTo(expected);
    }

    private static String quoted(String text) {
        return text.contains("\"") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    private static boolean profile(Packer packer, String application, String profile, String time) throws IOException {
        return add(packer, application, IdentifierKind.PROFILE_ID, profile, time);
    }

    private static boolean device(Packer packer, String application, String device, String time) throws IOException {
        return add(packer, application, IdentifierKind.APPMETRICA_DEVICE_ID, device, time);
    }

    private static boolean add(Packer packer, String application, IdentifierKind kind, String identifier, String time)
            throws IOException {
        CsvLine line = new CsvLine();
        line.begin();
        for (String cell : List.of(application, identifier, "open", time)) {
            byte[] bytes = cell.getBytes(StandardCharsets.UTF_8);
            line.text(bytes, 0, bytes.length);
        }
        line.end();
        return packer.add(Long.parseLong(application), kind, Long.parseLong(time), line);
    }

    /** Keeps what the packer hands over. */
    private static final class Shelf implements PayloadSink {
        private final List<Payload> completed = new ArrayList<>();
        private int opened;

        @Override
        public OpenPayload open(PayloadGroup group) {
            opened++;
            assertThat(group.kind()).isIn((Object[]) IdentifierKind.values());
            return new Payload(this);
        }
    }

    private static final class Payload implements PayloadSink.OpenPayload {
        private final Shelf shelf;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int rows;
        private long firstEventTime;
        private long lastEventTime;

        Payload(Shelf shelf) {
            this.shelf = shelf;
        }

        @Override
        public void write(byte[] written, int from, int length) {
            bytes.write(written, from, length);
        }

        @Override
        public void complete(int rowCount, long first, long last) {
            rows = rowCount;
            firstEventTime = first;
            lastEventTime = last;
            shelf.completed.add(this);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
