package io.github.appmetricaexport.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appmetricaexport.api.PostApiField;
import io.github.appmetricaexport.plan.Preview;
import io.github.appmetricaexport.plan.PreviewedRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreviewTextTest {
    @Test
    void aLongValueEndsInHowManyCharactersAreLeftOut() {
        assertThat(PreviewText.cut("x".repeat(40), 40)).isEqualTo("x".repeat(40));
        assertThat(PreviewText.cut("x".repeat(41), 40)).isEqualTo("x".repeat(30) + "...(+11)");
    }

    @Test
    void noCharacterIsCutInHalfAndNoneSteersATerminal() {
        assertThat(PreviewText.cut("😀".repeat(50), 40)).isEqualTo("😀".repeat(30) + "...(+20)");
        assertThat(PreviewText.cut("a\u001b[31m\nb", 40)).isEqualTo("a\\u001b[31m\\nb");
    }

    @Test
    void ofANestedColumnItShowsWhatTheExpressionTakes() {
        DayPreview day = new DayPreview(
                "lake",
                Map.of(PostApiField.OS_NAME, List.of("device", "os")),
                Map.of(PostApiField.OS_NAME, "coalesce(lower(device.system.name), os)"),
                new Preview(
                        List.of(PostApiField.OS_NAME),
                        List.of(new PreviewedRow(
                                "{\"device\":{\"system\":{\"name\":\"iOS\"},\"more\":1},\"os\":\"\"}",
                                List.of("ios"),
                                List.of())),
                        List.of(),
                        1));

        assertThat(PreviewText.of(day)).contains(" <- device.system.name = iOS, os = \"\"\n");
    }

    @Test
    void aNumberOfTheSourceKeepsAllItsDigits() {
        PreviewedRow row =
                new PreviewedRow("{\"price\":12345678901234567890.1234567890,\"share\":12.50}", List.of(), List.of());

        assertThat(PreviewText.source(row).get("price").decimalValue().toPlainString())
                .isEqualTo("12345678901234567890.1234567890");
        assertThat(PreviewText.source(row).get("share")).hasToString("12.50");
    }
}
