package io.github.appmetricaexport.trial;

import static org.assertj.core.api.Assertions.assertThat;

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
}
