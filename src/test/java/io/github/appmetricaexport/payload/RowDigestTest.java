package io.github.appmetricaexport.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RowDigestTest {
    private static final List<String> COLUMNS =
            List.of("application_id", "profile_id", "event_name", "event_timestamp", "event_json");

    private static String of(List<String> columns, String line) throws IOException {
        RowDigest digest = new RowDigest(columns);
        digest.of((line + "\r\n").getBytes(UTF_8));
        return digest.high() + " " + digest.low();
    }

    @Test
    void isTheSameWhateverOtherColumnsArePresent() throws IOException {
        assertThat(of(List.of("application_id", "profile_id", "event_name", "event_timestamp"), "1,u,open,7"))
                .isEqualTo(of(COLUMNS, "1,u,open,7,"))
                .isEqualTo(of(
                        List.of(
                                "application_id",
                                "profile_id",
                                "appmetrica_device_id",
                                "event_name",
                                "event_timestamp"),
                        "1,u,,open,7"));
    }

    @Test
    void isAnotherForTheSameCellsOfOtherColumns() throws IOException {
        assertThat(of(COLUMNS, "1,u,open,7,"))
                .isNotEqualTo(of(COLUMNS, "1,u,open,,7"))
                .isNotEqualTo(of(
                        List.of("application_id", "appmetrica_device_id", "event_name", "event_timestamp"),
                        "1,u,open,7"));
    }

    @Test
    void isNotMisledByWhatStandsBetweenQuotes() throws IOException {
        assertThat(of(COLUMNS, "1,u,\"a,7\",8,")).isNotEqualTo(of(COLUMNS, "1,u,a,7,8"));
        assertThat(of(COLUMNS, "1,u,\"a\"\"\r\n,\",8,{}")).isNotEqualTo(of(COLUMNS, "1,u,\"a\"\"\r\n,\",8,"));
    }

    @Property(tries = 300)
    void ofTextsIsThatOfTheirLine(@ForAll("texts") List<String> values) throws IOException {
        CsvLine line = new CsvLine();
        line.begin();
        for (String value : values) {
            if (value.isEmpty()) {
                line.empty();
            } else {
                line.text(value.getBytes(UTF_8), 0, value.getBytes(UTF_8).length);
            }
        }
        line.end();
        RowDigest ofLine = new RowDigest(COLUMNS);
        ofLine.of(java.util.Arrays.copyOf(line.bytes(), line.length()));
        RowDigest ofTexts = new RowDigest(COLUMNS);
        ofTexts.of(values.toArray(String[]::new));
        assertThat(ofTexts.high()).isEqualTo(ofLine.high());
        assertThat(ofTexts.low()).isEqualTo(ofLine.low());
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<List<String>> texts() {
        return net.jqwik.api.Arbitraries.strings()
                .withChars("ab,\"\r\n é")
                .ofMaxLength(6)
                .list()
                .ofSize(COLUMNS.size());
    }

    @Test
    void refusesWhatIsNoPayload() {
        assertThatThrownBy(() -> of(List.of("application_id", "nothing"), "1,2"))
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> of(List.of("application_id"), "1,2"))
                .hasMessageContaining("more cells than the header");
    }
}
